using System.Diagnostics;

namespace ChatVideoBot.Inference;

/// <summary>Adds up where the time of one clip goes.</summary>
internal sealed class StageClock
{
    public enum Part { TextEncoder, Picture, Denoiser, Vae, Encode }

    private readonly TimeSpan[] _spent = new TimeSpan[Enum.GetValues<Part>().Length];
    private readonly long _start = Stopwatch.GetTimestamp();

    private int _steps;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>Counts the time until the result is disposed.</summary>
    public Span Measure(Part part) => new(this, part);

    public ClipTimings Read() => new(
        _spent[(int)Part.TextEncoder], _spent[(int)Part.Picture], _spent[(int)Part.Denoiser], _spent[(int)Part.Vae],
        _spent[(int)Part.Encode], Elapsed)
    { Steps = _steps };

    public readonly struct Span(StageClock clock, Part part) : IDisposable
    {
        private readonly long _since = Stopwatch.GetTimestamp();

        public void Dispose()
        {
            clock._spent[(int)part] += Stopwatch.GetElapsedTime(_since);
            if (part == Part.Denoiser) clock._steps++;
        }
    }
}
