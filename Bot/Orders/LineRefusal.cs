using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Orders;

/// <summary>Why an order was not taken into the line, as a sentence for who asked.</summary>
public static class LineRefusal
{
    /// <summary>Null when the job is in line.</summary>
    /// <param name="isDirect">It was asked for in a direct message, which counts as a guild of one.</param>
    /// <param name="now">By any clock: what a day may cost begins anew at midnight, UTC.</param>
    public static string? Of(Enqueued enqueued, bool isDirect, DateTimeOffset now, Tongue tongue) => enqueued.Status switch
    {
        EnqueueStatus.Accepted or EnqueueStatus.Known => null,
        EnqueueStatus.QueueFull => tongue.Say("refused.full", ("count", enqueued.Limit)),
        EnqueueStatus.UserFull => tongue.Say("refused.user-full", ("count", enqueued.Limit)),
        EnqueueStatus.GuildFull => tongue.Say(isDirect ? "refused.chat-full" : "refused.guild-full", ("count", enqueued.Limit)),
        EnqueueStatus.UserDayFull => tongue.Say("refused.user-day", ("time", Time(enqueued, tongue)), ("when", Tomorrow(now))),
        EnqueueStatus.GuildDayFull => tongue.Say(isDirect ? "refused.chat-day" : "refused.guild-day", ("time", Time(enqueued, tongue)), ("when", Tomorrow(now))),
        EnqueueStatus.Barred => tongue.Say(isDirect ? "refused.barred-direct" : "refused.barred"),
        EnqueueStatus.GuildDraining => tongue.Say("refused.guild-draining"),
        EnqueueStatus.Draining => tongue.Say("refused.draining"),
        EnqueueStatus.SourcesTooLarge => tongue.Say("refused.files-large", ("most", enqueued.Limit)),
        EnqueueStatus.SourcesFull => tongue.Say("refused.files-full"),
        _ => tongue.Say("refused.other"),
    };

    private static string Time(Enqueued enqueued, Tongue tongue) => Sentences.Duration(TimeSpan.FromSeconds(enqueued.Limit), tongue);

    private static string Tomorrow(DateTimeOffset now) => Sentences.Relative(new DateTimeOffset(now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero));
}
