namespace ChatVideoBot.Discord.Interactions.Components;

// Components v2: a message with the flag IsComponentsV2 is made of these alone, at most 40, nested ones counted.

/// <summary>One to three texts with a picture or button beside them.</summary>
public sealed record Section : Component
{
    public override ComponentType Type => ComponentType.Section;
    public IReadOnlyList<Component> Components { get; init => field = value ?? []; } = [];
    public Component? Accessory { get; init; }
}

/// <summary>Text with Markdown.</summary>
public sealed record TextDisplay : Component
{
    public override ComponentType Type => ComponentType.TextDisplay;
    public string Content { get; init => field = value ?? ""; } = "";

    public static TextDisplay Of(string content) => new() { Content = content };
}

public sealed record Thumbnail : Component
{
    public override ComponentType Type => ComponentType.Thumbnail;
    public UnfurledMedia? Media { get; init; }
    public string? Description { get; init; }
    public bool? Spoiler { get; init; }
}

/// <summary>One to ten pictures or videos.</summary>
public sealed record MediaGallery : Component
{
    public override ComponentType Type => ComponentType.MediaGallery;
    public IReadOnlyList<MediaGalleryItem> Items { get; init => field = value ?? []; } = [];

    public static MediaGallery Of(params IReadOnlyList<MediaGalleryItem> items) => new() { Items = items };
}

public sealed record MediaGalleryItem
{
    public UnfurledMedia? Media { get; init; }

    /// <summary>The text for people who cannot see it, at most 1024 characters.</summary>
    public string? Description { get; init; }
    public bool? Spoiler { get; init; }
}

/// <summary>A file on the message: only attachment://NAME.</summary>
public sealed record FileComponent : Component
{
    public override ComponentType Type => ComponentType.File;
    public UnfurledMedia? File { get; init; }
    public bool? Spoiler { get; init; }
}

public sealed record Separator : Component
{
    public override ComponentType Type => ComponentType.Separator;
    public bool? Divider { get; init; }

    /// <summary>1 small, 2 large.</summary>
    public int? Spacing { get; init; }
}

/// <summary>A framed group of rows, texts, sections, galleries, separators and files.</summary>
public sealed record Container : Component
{
    public override ComponentType Type => ComponentType.Container;
    public IReadOnlyList<Component> Components { get; init => field = value ?? []; } = [];

    /// <summary>0x000000 to 0xFFFFFF.</summary>
    public int? AccentColor { get; init; }
    public bool? Spoiler { get; init; }
}

/// <summary>A picture or video by its address: https, or attachment://NAME for a file sent along.</summary>
public sealed record UnfurledMedia
{
    public string Url { get; init => field = value ?? ""; } = "";
    public string? ProxyUrl { get; init; }
    public int? Width { get; init; }
    public int? Height { get; init; }
    public string? ContentType { get; init; }

    public static UnfurledMedia Attached(string fileName) => new() { Url = "attachment://" + fileName };
}
