namespace ChatVideoBot.Inference;

/// <summary>Turns the progress of stages into that of the whole clip, which never falls.</summary>
/// <param name="progress">Null = nobody listens.</param>
internal sealed class ProgressMeter(IProgress<ClipProgress>? progress)
{
    /// <summary>Where each stage ends, of the whole: measured with pocket on two processor cores.</summary>
    private static readonly Dictionary<ClipStage, (double From, double To)> Shares = new()
    {
        [ClipStage.Prompt] = (0, 0.01),
        [ClipStage.Picture] = (0.01, 0.05),
        [ClipStage.Denoise] = (0.05, 0.70),
        [ClipStage.Decode] = (0.70, 0.85),
        [ClipStage.Encode] = (0.85, 1),
    };

    private double _highest;

    public bool Heard => progress is not null;

    /// <param name="done">Of the stage, 0 to 1.</param>
    public void Report(ClipStage stage, double done, byte[]? previewPng = null)
    {
        var (from, to) = Shares[stage];
        _highest = Math.Max(_highest, double.Lerp(from, to, Math.Clamp(done, 0, 1)));
        progress?.Report(new ClipProgress(stage, _highest, previewPng));
    }
}
