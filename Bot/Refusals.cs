using System.Net;
using ChatVideoBot.Discord;

namespace ChatVideoBot.Bot;

/// <summary>What a refusal of Discord's means for trying again.</summary>
internal static class Refusals
{
    /// <summary>
    /// Whether every later try would be refused too. Not so: a bot's token that is dead (the owner gives a new one), a limit, Discord's own
    /// trouble, and the page of a proxy that stands before Discord.
    /// </summary>
    public static bool IsFinal(this DiscordException e) =>
        e is { Fault: DiscordFault.Refused, Status: { } status, Code: not DiscordErrorCode.MaximumOldMessageEdits } && status switch
        {
            HttpStatusCode.Unauthorized => e.Code == DiscordErrorCode.InvalidWebhookToken, // an interaction's fifteen minutes
            HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests => false,
            _ => (int)status is >= 400 and < 500,
        };

    /// <summary>Whether the interaction's token can do nothing any more, while the message it made may still stand.</summary>
    public static bool IsTokenOver(this DiscordException e) =>
        e is { Fault: DiscordFault.Refused, Status: HttpStatusCode.Unauthorized or HttpStatusCode.NotFound }
        && e.Code != DiscordErrorCode.UnknownMessage;
}
