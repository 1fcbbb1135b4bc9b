namespace ChatVideoBot.Inference.Tests.Clips;

/// <summary>Keeps what was reported, on the thread that reports.</summary>
internal sealed class Heard(Action<ClipProgress>? also = null) : IProgress<ClipProgress>
{
    public List<ClipProgress> All { get; } = [];

    public void Report(ClipProgress value)
    {
        All.Add(value);
        also?.Invoke(value);
    }
}
