using System.Text.Json.Serialization;
using ChatVideoBot.Discord;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Orders;

/// <summary>What somebody wants made, however they said it: found legal by itself, its files not yet fetched.</summary>
public sealed record ClipOrder
{
    /// <summary>What is made; its seed is drawn by the desk unless <see cref="Seed"/> says one.</summary>
    public required ClipRequest Clip { get; init; }

    public long? Seed { get; init; }

    /// <summary>Clips of different seeds, 1 to 4: <see cref="Seed"/>, one more, two more.</summary>
    public int Variants { get; init; } = 1;

    /// <summary>The prompts of "{a, b}", each made by itself; empty when there is only that of <see cref="Clip"/>.</summary>
    public IReadOnlyList<string> Prompts { get; init; } = [];

    public OrderFile? Picture { get; init; }
    public OrderFile? EndPicture { get; init; }

    /// <summary>The clip that is extended, remixed, edited, looped or enlarged.</summary>
    public OrderFile? Source { get; init; }
    public OrderFile? Mask { get; init; }

    /// <summary>The message whose picture or clip it is made from, and to which the clip replies; null for none.</summary>
    public Snowflake? ReplyTo { get; init; }

    /// <summary>The clip that this one is made from or again after, by its id; empty for none.</summary>
    public string Parent { get; init; } = "";

    /// <summary>What the user should know of how the order was understood; empty for nothing.</summary>
    public string Remark { get; init; } = "";

    /// <summary>It goes behind a spoiler: its picture or clip was, or its parent.</summary>
    public bool IsSpoiler { get; init; }

    /// <summary>Whoever asks said that the people in its pictures agreed.</summary>
    public bool IsConsented { get; init; }

    /// <summary>It was refused over its words, and a moderator is asked to look at it.</summary>
    public bool IsAppeal { get; init; }

    /// <summary>Something that a user brought, and that was not made here, is set in motion or changed.</summary>
    [JsonIgnore]
    public bool BringsPictures => Picture is { Url.Length: > 0 } || EndPicture is { Url.Length: > 0 } || Parent.Length == 0 && Source is { Url.Length: > 0 };

    /// <summary>All that a user wrote in it.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Texts =>
        [.. Prompts.Prepend(Clip.Prompt).Concat(Clip.Shots.Select(shot => shot.Prompt)).Append(Clip.Negative).Append(Clip.Style).Where(text => text.Length > 0)];

    public SourceKinds Sources =>
        (Picture is null ? 0 : SourceKinds.Picture) | (EndPicture is null ? 0 : SourceKinds.EndPicture)
        | (Source is null ? 0 : SourceKinds.Clip) | (Mask is null ? 0 : SourceKinds.Mask);
}
