using System.Diagnostics;

namespace ChatVideoBot.Bot;

/// <summary>
/// The spans of the conversation, by the source "ChatVideoBot.Bot". They tell what was done, by whose command and with what answer, and never
/// a prompt, a name or a token.
/// </summary>
internal static class BotTrace
{
    private static readonly ActivitySource Source = new("ChatVideoBot.Bot");

    /// <summary>Something came from Discord: a trace begins.</summary>
    /// <param name="ago">How long it has been here.</param>
    public static Activity? Arrive(string what, TimeSpan ago)
    {
        if (!Source.HasListeners())
            return null;
        Activity.Current = null; // of the connection, if of anything
        return Source.StartActivity(what, ActivityKind.Server, default(ActivityContext), startTime: DateTimeOffset.UtcNow - ago);
    }

    /// <summary>A part of what is under way.</summary>
    public static Activity? Begin(string what) => Source.StartActivity(what);

    /// <summary>The end of a job is told: a part of the trace in which it was asked for.</summary>
    public static Activity? Deliver(ChatVideoBot.Queue.Delivery delivery) => !Source.HasListeners() ? null
        : Source.StartActivity("delivery", ActivityKind.Consumer, Queue.JobTrace.Parent(delivery.Job.Trace))?
            .SetTag("messaging.system", "redis").SetTag("chatvideobot.job.id", delivery.Job.Id.Value)
            .SetTag("chatvideobot.job.state", delivery.Job.State.ToString()).SetTag("chatvideobot.delivery.tries", delivery.Tries);

    public static void Fail(this Activity? span, Exception e) => span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", e.GetType().Name);
}
