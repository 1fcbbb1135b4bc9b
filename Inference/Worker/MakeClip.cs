using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Worker;

/// <summary>What the worker does with a job: <see cref="ClipMaker.MakeAsync"/>, with its promises and exceptions.</summary>
/// <param name="segments">Where a long clip's finished windows are kept; null = nowhere.</param>
internal delegate Task<MadeClip> MakeClip(
    ClipRequest request, ClipSources sources, IProgress<ClipProgress>? progress, ISegmentStore? segments, CancellationToken cancel);
