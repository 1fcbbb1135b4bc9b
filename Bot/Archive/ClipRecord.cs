using System.Text.Json.Serialization;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Archive;

/// <summary>What is remembered of a clip for as long as its buttons should work: how it was made, and where it stands.</summary>
public sealed record ClipRecord
{
    /// <summary>Its job's.</summary>
    public required string Id { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string User { get; init; }

    /// <summary>Empty in a direct message.</summary>
    public string Guild { get; init => field = value ?? ""; } = "";

    /// <summary>Where it was asked for.</summary>
    public string Channel { get; init => field = value ?? ""; } = "";

    public required ClipRequest Clip { get; init; }

    /// <summary>The model that made it, as <see cref="ClipInfo.Model"/>.</summary>
    public string Model { get; init => field = value ?? ""; } = "";

    public int WidthPixels { get; init; }
    public int HeightPixels { get; init; }

    /// <summary>Its real length, seconds.</summary>
    public double Seconds { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>The clip that this one is made from or again after; empty for none.</summary>
    public string Parent { get; init => field = value ?? ""; } = "";

    /// <summary>Which files it was made from.</summary>
    public SourceKinds Sources { get; init; }

    /// <summary>Which of its user's clips it was, from 1; 0 when that was not counted.</summary>
    public int Number { get; init; }

    /// <summary>The guild of <see cref="PostedChannel"/>; empty in a direct message.</summary>
    public string PostedGuild { get; init => field = value ?? ""; } = "";

    /// <summary>The channel and message that hold the clip; empty while it is not posted.</summary>
    public string PostedChannel { get; init => field = value ?? ""; } = "";

    /// <inheritdoc cref="PostedChannel"/>
    public string PostedMessage { get; init => field = value ?? ""; } = "";

    /// <summary>The message whose picture or clip it is made from, in <see cref="Channel"/>; empty for none.</summary>
    public string SourceMessage { get; init => field = value ?? ""; } = "";

    /// <summary>It stands behind a spoiler.</summary>
    public bool IsSpoiler { get; init; }

    /// <summary>It was made, but is posted nowhere: its file waits to be fetched.</summary>
    public bool IsKept { get; init; }

    /// <summary>A rule of the server keeps it back: a moderator looks at it, or it is refused.</summary>
    public bool IsWithheld { get; init; }

    [JsonIgnore]
    public bool IsPosted => PostedMessage.Length > 0;

    /// <summary>The guild where it stands, or was asked for while it stands nowhere; empty in a direct message.</summary>
    [JsonIgnore]
    public string Home => IsPosted ? PostedGuild : Guild;

    /// <inheritdoc cref="WordsOf"/>
    [JsonIgnore]
    public string Words => WordsOf(Clip);

    /// <summary>What it shows, in words: of a storyboard those for all shots, then each shot's. Empty where nothing was said.</summary>
    public static string WordsOf(ClipRequest clip) =>
        clip.Shots.Count == 0 ? clip.Prompt : string.Join(", ", clip.Shots.Select(shot => shot.Prompt).Prepend(clip.Prompt).Where(words => words.Length > 0));

    /// <summary>The address of the message that holds it; empty while it is not posted.</summary>
    [JsonIgnore]
    public string Link => IsPosted
        ? $"https://discord.com/channels/{(PostedGuild.Length > 0 ? PostedGuild : "@me")}/{PostedChannel}/{PostedMessage}"
        : "";

    /// <summary>Of a job that made a clip, before that is posted anywhere.</summary>
    /// <param name="made">What was made; null when nobody knows any more.</param>
    public static ClipRecord Of(Job job, ClipInfo? made, Origin? origin) => new()
    {
        Id = job.Id.Value,
        User = job.User,
        Guild = job.Guild,
        Channel = origin?.Channel ?? "",
        Clip = job.Clip,
        Model = made?.Model ?? job.Clip.Model,
        WidthPixels = made?.WidthPixels ?? 0,
        HeightPixels = made?.HeightPixels ?? 0,
        Seconds = made is { FramesPerSecond: > 0 } ? made.Frames / made.FramesPerSecond : job.Clip.WorkSeconds,
        At = job.EndedAt ?? job.CreatedAt,
        Parent = origin?.Parent ?? "",
        // A bot of the version before did not say which files there were.
        Sources = origin is { Sources: not SourceKinds.None } ? origin.Sources : !job.HasSources ? SourceKinds.None
            : job.Clip.Kind == ClipKind.Make ? SourceKinds.Picture : SourceKinds.Clip,
        SourceMessage = origin?.Source ?? "",
        IsSpoiler = origin is { IsSpoiler: true } || made?.Verdict is { IsFlagged: true },
    };
}
