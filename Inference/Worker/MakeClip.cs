using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Worker;

/// <summary>What the worker does with a job: <see cref="ClipMaker.MakeAsync"/>, with its promises and exceptions.</summary>
internal delegate Task<MadeClip> MakeClip(
    ClipRequest request, ReadOnlyMemory<byte> picture, IProgress<ClipProgress>? progress, CancellationToken cancel);
