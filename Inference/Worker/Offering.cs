using System.Globalization;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Inference.Worker;

/// <summary>What one worker says of itself in the queue, and what it does about a clip that found no memory.</summary>
/// <param name="all">What its models can make.</param>
/// <param name="cards">The same in detail, for whoever takes requests.</param>
internal sealed class Offering(
    JobQueue queue, string worker, string version, IReadOnlyList<Lane> all, IReadOnlyList<ModelCard> cards, TimeProvider time)
{
    private readonly Offers _offers = new(all);
    private readonly long _start = time.GetTimestamp();

    /// <summary>It takes nothing more: moderators see it beside the version.</summary>
    public bool IsDraining { get; set; }

    private TimeSpan Now => time.GetElapsedTime(_start);

    public Task<WorkerStanding> AnnounceAsync(CancellationToken cancel) =>
        queue.AnnounceAsync(worker, _offers.Now(Now), _offers.Now(cards, Now), IsDraining ? $"{version} (draining)" : version, cancel);

    public void Succeed() => _offers.Succeed(Now);

    /// <summary>
    /// Lowers what is offered, so that this worker claims no such job again, and says how this one ends. It is tried again where another
    /// worker offers as much, as often as <see cref="QueueOptions.Attempts"/> says; where none does it would wait unseen, and fails at once.
    /// </summary>
    public async Task<JobOutcome.Failed> TooLargeAsync(ClipRequest clip, CancellationToken cancel)
    {
        const string What = "This clip needs more memory than the machine has";
        var seconds = clip.WorkSeconds;
        var fits = 0.0;
        // Others are as long as what was sent, which no lane says, and one that is enlarged says little of those that are not.
        if (clip.Kind is ClipKind.Make or ClipKind.Extend && clip.Upscale <= 1)
        {
            fits = _offers.Fail(seconds, Now);
            await AnnounceAsync(cancel);
        }

        var retry = await IsOfferedElsewhereAsync(seconds, cancel);
        var remedy = clip.Upscale > 1 ? "ask for it without upscaling, or for a shorter one"
            : fits == 0 ? "send a shorter or smaller one"
            : fits < seconds ? string.Create(CultureInfo.InvariantCulture, $"make it shorter or smaller, for example {fits / Motion.Speed(clip.Motion):0.#} s")
            : "make it smaller";
        return new JobOutcome.Failed(new JobFailure(FailureStage.Model, $"{What}: {remedy}."), retry);
    }

    /// <summary>Whether another worker makes clips as long; false where this one's user of Redis may not look.</summary>
    private async Task<bool> IsOfferedElsewhereAsync(double seconds, CancellationToken cancel)
    {
        try
        {
            return (await queue.LookAsync(cancel)).Workers.Any(other => other.Name != worker && other is { IsAlive: true, Standing: WorkerStanding.Serving }
                && other.Lanes.Select(Lane.Parse).Any(lane => all.Any(own => own.Model == lane.Model) && (lane.MostSeconds == 0 || lane.MostSeconds >= seconds)));
        }
        catch (RedisRefusedException)
        {
            return false;
        }
    }
}
