using System.Diagnostics;

namespace ChatVideoBot.Inference.Worker;

/// <summary>Hands progress on, and makes a span of each stage that it tells of.</summary>
/// <param name="parent">Null = no spans.</param>
internal sealed class StageSpans(IProgress<ClipProgress> progress, ActivitySource source, Activity? parent) : IProgress<ClipProgress>, IDisposable
{
    private readonly Lock _lock = new();
    private Activity? _span;
    private ClipStage? _stage;
    private bool _isOver;

    public void Report(ClipProgress value)
    {
        progress.Report(value);
        if (parent is null) return;
        lock (_lock)
        {
            if (_isOver || _stage == value.Stage) return;
            End();
            _stage = value.Stage;
            var before = Activity.Current; // of whoever reports, who knows nothing of this one
            _span = source.StartActivity(value.Stage.ToString().ToLowerInvariant(), ActivityKind.Internal, parent.Context);
            Activity.Current = before;
        }
    }

    /// <summary>Ends the last; what is told later is a stopped render's.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            End();
        }
    }

    private void End()
    {
        var before = Activity.Current;
        _span?.Dispose();
        Activity.Current = before;
        _span = null;
    }
}
