using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Commands;

/// <summary>Why an order was not taken into the line, as a sentence for who asked.</summary>
public static class LineRefusal
{
    /// <summary>Null when the job is in line.</summary>
    /// <param name="isDirect">It was asked for in a direct message, which counts as a guild of one.</param>
    /// <param name="now">By any clock: what a day may cost begins anew at midnight, UTC.</param>
    public static string? Of(Enqueued enqueued, bool isDirect, DateTimeOffset now) => enqueued.Status switch
    {
        EnqueueStatus.Accepted or EnqueueStatus.Known => null,
        EnqueueStatus.QueueFull =>
            $"The line is full: {Clips(enqueued.Limit)} may wait, and as many do. Try again in a few minutes.",
        EnqueueStatus.UserFull =>
            $"You may have {Clips(enqueued.Limit)} waiting or in the making right now, and you do. Wait for one to be made, or cancel one (see /queue).",
        EnqueueStatus.GuildFull when isDirect =>
            $"This chat may have {Clips(enqueued.Limit)} in line right now, and it does. Wait for one to be made, or cancel one (see /queue).",
        EnqueueStatus.GuildFull =>
            $"This server may have {Clips(enqueued.Limit)} in line right now, and it does. Try again when one is made.",
        EnqueueStatus.UserDayFull =>
            $"Of your computing time for today ({Time(enqueued)}) too little is left for this clip. A shorter one may still fit; "
            + $"you have all of it again {Tomorrow(now)}.",
        EnqueueStatus.GuildDayFull =>
            $"Of the computing time that {(isDirect ? "this chat" : "this server")} has for today ({Time(enqueued)}) too little is left for this clip. "
            + $"A shorter one may still fit; all of it is there again {Tomorrow(now)}.",
        EnqueueStatus.Barred => isDirect
            ? "You may not ask for clips right now. If you do not know why, ask a moderator of a server where I am."
            : "You, or this server, may not ask for clips right now. If you do not know why, ask a moderator.",
        EnqueueStatus.Draining => "I take no new clips right now: those in line are being finished first. Try again later.",
        EnqueueStatus.SourcesTooLarge => $"The files have more than {enqueued.Limit} MiB together, which is more than I can take. Send smaller ones.",
        EnqueueStatus.SourcesFull => "So many files wait for their turn that I can keep no more right now. Try again in a few minutes, or ask without a file.",
        _ => "Your clip was not taken into the line; try again in a few minutes.",
    };

    private static string Clips(int number) => number == 1 ? "1 clip" : $"{Sentences.Number(number)} clips";

    private static string Time(Enqueued enqueued) => Sentences.Duration(TimeSpan.FromSeconds(enqueued.Limit));

    private static string Tomorrow(DateTimeOffset now) => Sentences.Relative(new DateTimeOffset(now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero));
}
