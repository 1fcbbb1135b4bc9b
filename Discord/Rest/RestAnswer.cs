using System.Net;
using ChatVideoBot.Discord.Rest.RateLimits;

namespace ChatVideoBot.Discord.Rest;

/// <summary>How one try ended.</summary>
/// <param name="Status">Null when no answer came.</param>
/// <param name="Body">The answer, whole.</param>
/// <param name="Refusal">Set for a 429.</param>
internal sealed record RestAnswer(HttpStatusCode? Status, byte[] Body, Refusal? Refusal)
{
    /// <summary>Whether Discord may have got the request.</summary>
    public bool MayHaveArrived { get; private init; } = true;

    public string Problem { get; private init; } = Status is { } status ? $"{(int)status} {status}" : "";

    private Exception? Cause { get; init; }

    public bool IsSuccess => Status is { } status && (int)status is >= 200 and < 300;

    public static RestAnswer None(bool mayHaveArrived, string problem, Exception cause) =>
        new(null, [], null) { MayHaveArrived = mayHaveArrived, Problem = problem, Cause = cause };

    public DiscordException ToException(Route route)
    {
        if (Status is not { } status)
            return new(DiscordFault.Unreachable, $"Discord did not answer {route}: {Problem}", Cause) { Request = route.ToString() };
        var error = DiscordError.Read(status, Body);
        var sentence = $"Discord refused {route}: {error.Message} (status {(int)status}{(error.Code == 0 ? "" : $", code {error.Code}")})"
            + (error.Details.Length > 0 ? ". " + error.Details.ReplaceLineEndings("; ") : "");
        if (status == HttpStatusCode.Unauthorized && !route.IsInteraction && error.IsDiscords)
            sentence += ". " + Sentences.WrongToken;
        // Whoever says that it is too large: it will not pass. Of what went wrong on Discord's side nobody knows how far it went.
        var isSure = error.IsDiscords && (int)status < 500 || status == HttpStatusCode.RequestEntityTooLarge;
        return new(isSure ? DiscordFault.Refused : DiscordFault.Unreadable, sentence)
        {
            Status = status,
            Code = error.Code,
            Details = error.Details,
            Request = route.ToString(),
        };
    }
}
