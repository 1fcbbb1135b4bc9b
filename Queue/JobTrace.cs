using System.Diagnostics;

namespace ChatVideoBot.Queue;

/// <summary>
/// The spans of a job's way through the queue, by the source "ChatVideoBot.Queue", and where a job's trace began. Free while nobody listens.
/// No span carries a prompt, a name or a token.
/// </summary>
public static class JobTrace
{
    private static readonly ActivitySource Source = new("ChatVideoBot.Queue");

    internal static bool IsHeard => Source.HasListeners();

    /// <summary>What is under way here, as it travels with a job; empty for nothing.</summary>
    internal static string Here => Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : "";

    /// <summary>The parent of what is done about a job; none where <see cref="Job.Trace"/> is empty or makes no sense.</summary>
    public static ActivityContext Parent(string trace) =>
        ActivityContext.TryParse(trace, null, isRemote: true, out var parent) ? parent : default;

    /// <summary>A part of what is under way.</summary>
    internal static Activity? Begin(string what, ActivityKind kind, JobId job) =>
        IsHeard ? Source.StartActivity(what, kind)?.SetTag("messaging.system", "redis").SetTag("chatvideobot.job.id", job.Value) : null;

    /// <summary>
    /// A job was leased: how long it waited, and the call that took it out of the line. That call may have ended another job, whose trace is
    /// no parent of this one: it is linked.
    /// </summary>
    /// <param name="at">By the Redis server's clock.</param>
    /// <param name="askedAt">By this machine's.</param>
    internal static void Claimed(Lease lease, DateTimeOffset at, DateTimeOffset askedAt)
    {
        if (lease.Attempt == 1 && lease.CreatedAt > DateTimeOffset.UnixEpoch)
            JobMeter.Waited(at - lease.CreatedAt, lease.Band);
        if (!IsHeard)
            return;
        var (before, parent) = (Activity.Current, Parent(lease.Trace));
        Activity.Current = null; // or it would be the parent of a job without a trace
        if (lease.Attempt == 1 && lease.CreatedAt > DateTimeOffset.UnixEpoch)
            End(Source.StartActivity("wait in line", ActivityKind.Internal, parent, startTime: lease.CreatedAt)?.SetTag("chatvideobot.queue.band", lease.Band), lease, at);
        ActivityLink[] links = before is { } other && other.TraceId != parent.TraceId ? [new(other.Context)] : [];
        End(Source.StartActivity("claim", ActivityKind.Consumer, parent, links: links, startTime: askedAt)?.SetTag("messaging.system", "redis"), lease, DateTimeOffset.UtcNow);
        Activity.Current = before;
    }

    private static void End(Activity? span, Lease lease, DateTimeOffset at)
    {
        if (span is null)
            return;
        span.SetTag("chatvideobot.job.id", lease.Id.Value).SetTag("chatvideobot.job.attempt", lease.Attempt);
        span.SetEndTime(at.UtcDateTime < span.StartTimeUtc ? span.StartTimeUtc.AddTicks(1) : at.UtcDateTime);
        span.Stop();
    }
}
