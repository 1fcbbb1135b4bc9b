using ChatVideoBot.Inference.Checking;
using ChatVideoBot.Inference.Enlarging;
using ChatVideoBot.Inference.Matting;

namespace ChatVideoBot.Inference;

/// <summary>The small networks beside a model: each is loaded when a clip first wants it, and kept.</summary>
internal sealed class ClipHelpers(InferenceOptions options) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Upscaler> _upscalers = [];
    private FrameDoubler? _doubler;
    private ClipCheck? _check;
    private Matte? _matte;
    private bool _checkIsLoaded;

    /// <param name="factor">2, 3 or 4.</param>
    /// <exception cref="ModelException">Its folder is missing or damaged; so for all of them.</exception>
    public Upscaler Upscaler(int factor)
    {
        lock (_lock)
            return _upscalers.TryGetValue(factor, out var loaded) ? loaded : _upscalers[factor] = Enlarging.Upscaler.Load(factor, options);
    }

    public FrameDoubler Doubler
    {
        get
        {
            lock (_lock)
                return _doubler ??= FrameDoubler.Load(options);
        }
    }

    /// <summary>Null where the owner switched it off.</summary>
    public ClipCheck? Check
    {
        get
        {
            lock (_lock)
            {
                if (!_checkIsLoaded)
                    _check = ClipCheck.Load(options);
                _checkIsLoaded = true;
                return _check;
            }
        }
    }

    public Matte Matte
    {
        get
        {
            lock (_lock)
                return _matte ??= Matting.Matte.Load(options);
        }
    }

    public void Dispose()
    {
        foreach (var upscaler in _upscalers.Values)
            upscaler.Dispose();
        _doubler?.Dispose();
        _check?.Dispose();
        _matte?.Dispose();
    }
}
