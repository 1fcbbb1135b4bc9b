using ChatVideoBot.Bot.Wording;

namespace ChatVideoBot.Bot.Orders;

/// <summary>Looks that a clip can have: a name that users pick, and the words that a model reads after the prompt.</summary>
/// <remarks>Models were trained on English captions, so that their words are English in all languages; names are "style.ID" of the words.</remarks>
internal static class Styles
{
    private static readonly (string Id, string Words)[] All =
    [
        ("cinematic", "cinematic, shallow depth of field, dramatic lighting, film grain"),
        ("photo", "photorealistic, natural light, sharp focus"),
        ("anime", "anime style, cel shading, clean lines, vivid colours"),
        ("cartoon", "cartoon style, bold outlines, flat bright colours"),
        ("3d", "3D render, soft global illumination, smooth surfaces"),
        ("claymation", "claymation, stop motion, visible fingerprints in clay"),
        ("pixel", "pixel art, 16-bit game, limited palette"),
        ("watercolour", "watercolour painting, soft washes, paper texture"),
        ("oil", "oil painting, visible brush strokes, rich colours"),
        ("sketch", "pencil sketch, hatching, on white paper"),
        ("comic", "comic book style, ink outlines, halftone dots"),
        ("noir", "film noir, black and white, hard shadows, low key lighting"),
        ("vintage", "1920s silent film, sepia, scratches, flicker"),
        ("vhs", "1980s VHS tape, scan lines, colour bleeding"),
        ("neon", "neon lights, cyberpunk, night, glowing reflections"),
        ("fantasy", "fantasy art, magical light, intricate detail"),
        ("papercut", "paper cut-out animation, layered paper, soft shadows"),
        ("minimal", "minimalist, plain background, few colours"),
    ];

    /// <summary>Each by its id and its name in the language.</summary>
    public static IEnumerable<(string Id, string Name)> Named(Tongue tongue) => All.Select(style => (style.Id, tongue.Say($"style.{style.Id}")));

    /// <summary>The id of what was typed: an id, or a name in any language; null when it is none.</summary>
    public static string? Find(string typed)
    {
        var wanted = Plain(typed);
        return All.Select(style => style.Id).FirstOrDefault(id => Plain(id) == wanted || Tongues.All.Any(tongue => Plain(tongue.Say($"style.{id}")) == wanted));
    }

    /// <summary>The name nearest to what was typed.</summary>
    public static string Nearest(string typed, Tongue tongue) => Wording.Nearest.Of(typed.ToLowerInvariant(), Named(tongue).Select(style => style.Name.ToLowerInvariant()));

    /// <summary>What a model reads; empty for no style.</summary>
    public static string WordsOf(string id) => All.FirstOrDefault(style => style.Id == id).Words ?? "";

    /// <summary>The name of the style that these words stand for; the words themselves where they are no style's.</summary>
    public static string NameOf(string words, Tongue tongue) =>
        All.FirstOrDefault(style => style.Words == words).Id is { } id ? tongue.Say($"style.{id}") : words;

    private static string Plain(string name) => name.Trim().Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
}
