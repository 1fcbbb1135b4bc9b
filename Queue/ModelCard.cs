using System.Text.Json.Serialization;
using ChatVideoBot.Queue.Pictures;

namespace ChatVideoBot.Queue;

/// <summary>What a worker's model can make, so that a request it cannot meet is refused before it waits in line.</summary>
public sealed partial record ModelCard
{
    /// <summary>The widest and, turned round, the tallest shape that can be asked for.</summary>
    public const double MaxAspect = 4;

    /// <summary>The most shots of a storyboard.</summary>
    public const int MostShots = 60;

    /// <summary>Shapes that differ by less look the same.</summary>
    private const double SameShape = 0.01;

    /// <summary>The name that jobs ask for it by.</summary>
    public required string Model { get; init; }

    public required double FramesPerSecond { get; init; }

    public required double MinSeconds { get; init; }

    /// <summary>Of a clip, of a storyboard in all, and of what is added to a clip.</summary>
    public required double MostSeconds { get; init; }

    /// <summary>Of the clips it makes when no shape is asked for.</summary>
    public required int WidthPixels { get; init; }

    /// <inheritdoc cref="WidthPixels"/>
    public required int HeightPixels { get; init; }

    /// <summary>The pixels of a frame that it makes best, or has memory for in its longest window: what an aspect is snapped within.</summary>
    public required int MostPixels { get; init; }

    /// <summary>Widths and heights are multiples of this, in pixels.</summary>
    public required int PixelStep { get; init; }

    /// <summary>The only width that it makes; 0 = open.</summary>
    public int FixedWidthPixels { get; init; }

    /// <summary>The only height that it makes; 0 = open.</summary>
    public int FixedHeightPixels { get; init; }

    /// <summary>Of the prompt and of what should not be seen, each.</summary>
    public required int MaxPromptCharacters { get; init; }

    /// <summary>False: the picture alone says what is seen, and a prompt is not needed.</summary>
    public bool ReadsWords { get; init; }

    public bool NeedsPicture { get; init; }

    public bool TakesPicture { get; init; }

    public bool TakesEndPicture { get; init; }

    /// <summary>It can work on a clip that is given, except for enlarging one, which needs no model.</summary>
    public bool TakesClips { get; init; }

    /// <summary>False: the model was trained to follow prompts in its own way, and a request's guidance changes nothing.</summary>
    public bool TakesGuidance { get; init; } = true;

    [JsonIgnore]
    public bool HasFixedSize => FixedWidthPixels > 0 && FixedHeightPixels > 0;

    /// <summary>The size that is made for a shape.</summary>
    /// <param name="aspect">Width divided by height.</param>
    public (int Width, int Height) Snap(double aspect) => HasFixedSize
        ? (FixedWidthPixels, FixedHeightPixels)
        : SizeSnap.Nearest(Math.Clamp(aspect, 1 / MaxAspect, MaxAspect), MostPixels, PixelStep);

    /// <summary>What the worker will say of the guidance that is asked for; null where it is obeyed, or none is.</summary>
    public string? GuidanceNote(ClipRequest request) => request.Guidance == 0 ? null
        : request.Kind == ClipKind.Enlarge ? "Guidance changes nothing here: no model makes the clip anew."
        : TakesGuidance ? null
        : $"{Model} follows prompts in its own way, so guidance changes nothing.";

    /// <summary>What the worker will say of the size when it is not the shape that was asked for; null where it is, or a clip's shape is kept.</summary>
    public string? SizeNote(ClipRequest request, ClipSources sources)
    {
        if (!sources.Clip.IsEmpty)
            return null;
        var asked = request.Aspect.Trim();
        double? given = asked.Length > 0
            ? AspectText.Read(asked)
            : PictureHeader.Read((sources.Picture.IsEmpty ? sources.EndPicture : sources.Picture).Span) is { } header
                ? Math.Clamp(header.Aspect, 1 / MaxAspect, MaxAspect)
                : null;
        if (given is not { } aspect)
            return null;
        var (width, height) = Snap(aspect);
        return Math.Abs(Math.Log((double)width / height / aspect)) <= SameShape
            ? null
            : SizeSnap.Note(asked.Length > 0 ? $"Aspect {asked}" : "The picture's shape", width, height, Model);
    }
}
