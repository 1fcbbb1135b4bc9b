using System.Net;

namespace ChatVideoBot.Discord;

/// <summary>Something asked of Discord failed. The message says what was asked and what Discord answered; never a token.</summary>
public sealed class DiscordException(DiscordFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public DiscordFault Fault { get; } = fault;

    /// <summary>The HTTP status, when there was an answer.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>Discord's own number for the error, see <see cref="DiscordErrorCode"/>; 0 when it gave none.</summary>
    public int Code { get; init; }

    /// <summary>
    /// The files are too large for where they were sent, each or all together: fewer or smaller ones may pass. The request was not done.
    /// </summary>
    public bool IsTooLarge =>
        Status == HttpStatusCode.RequestEntityTooLarge || Code is DiscordErrorCode.RequestTooLarge or DiscordErrorCode.FileTooLarge;

    /// <summary>What Discord's tree of errors says, one "path: message" a line; empty when there is none.</summary>
    public string Details { get; init; } = "";

    /// <summary>What was asked, such as "POST /channels/1/messages".</summary>
    public string Request { get; init; } = "";

    /// <summary>How long to wait, when <see cref="Fault"/> is <see cref="DiscordFault.RateLimited"/> and Discord said.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
