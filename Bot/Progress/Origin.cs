using System.Text.Json;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Progress;

/// <summary>Where a job came from: the bot's own part of it, kept in Redis and nowhere else.</summary>
/// <param name="Channel">Where the clip is posted.</param>
/// <param name="Application">With <paramref name="Token"/>, the address of the interaction's own message, for 15 minutes.</param>
/// <param name="Remark">Something told on the card, such as that only the first frame of a GIF is used; empty for nothing.</param>
/// <param name="Source">The message whose picture is animated; null when there is none.</param>
/// <param name="IsSpoiler">The clip is posted behind a spoiler, as its picture was.</param>
public sealed record Origin(string Channel, string Application, string Token, string Remark, string? Source, bool IsSpoiler = false)
{
    /// <summary>The language of who asked; empty for English.</summary>
    public string Locale { get; init => field = value ?? ""; } = "";

    /// <summary>The clip that this one is made from or again after, by its id; empty for none.</summary>
    public string Parent { get; init => field = value ?? ""; } = "";

    /// <summary>The first job's id where an order has several; empty for one.</summary>
    public string Order { get; init => field = value ?? ""; } = "";

    /// <summary>How many jobs the order has.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Which files it is made from.</summary>
    public SourceKinds Sources { get; init; }

    /// <summary>Bytes that Discord said a file may have there; null when it did not.</summary>
    public long? MostBytes { get; init; }

    /// <summary>The card, where it is a message of its own and no interaction's answer; empty otherwise.</summary>
    public string Card { get; init => field = value ?? ""; } = "";

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
