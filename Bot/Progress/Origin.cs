using System.Text.Json;

namespace ChatVideoBot.Bot.Progress;

/// <summary>Where a job came from: the bot's own part of it, kept in Redis and nowhere else.</summary>
/// <param name="Channel">Where the clip is posted.</param>
/// <param name="Application">With <paramref name="Token"/>, the address of the interaction's own message, for 15 minutes.</param>
/// <param name="Remark">Something told on the card, such as that only the first frame of a GIF is used; empty for nothing.</param>
/// <param name="Source">The message whose picture is animated; null when there is none.</param>
/// <param name="IsSpoiler">The clip is posted behind a spoiler, as its picture was.</param>
public sealed record Origin(string Channel, string Application, string Token, string Remark, string? Source, bool IsSpoiler = false)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public string Write() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads what <see cref="Write"/> wrote; null when it was not written by a bot like this one.</summary>
    public static Origin? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Origin>(text, Json) is { Channel: not null, Application: not null, Token: not null } origin
                ? origin with { Remark = origin.Remark ?? "" }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
