using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Inference.Worker;

/// <summary>The loaded model of each device.</summary>
internal sealed class ClipMakers : IDisposable
{
    private readonly List<(string Device, ClipMaker Maker)> _all = [];

    public IReadOnlyList<(string Device, ClipMaker Maker)> All => _all;

    /// <exception cref="ModelException">One of them cannot work.</exception>
    public static ClipMakers Load(InferenceOptions options, ILogger<ClipMaker> logger)
    {
        var makers = new ClipMakers();
        try
        {
            foreach (var (device, own) in options.EachDevice(Environment.ProcessorCount))
                makers._all.Add((device, ClipMaker.Load(own.ModelFolder, own, logger)));
            return makers;
        }
        catch
        {
            makers.Dispose();
            throw;
        }
    }

    public void Dispose() => _all.ForEach(device => device.Maker.Dispose());
}
