using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.Pictures;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Bot.Commands;

/// <summary>What orders share, asked in one place. Each answer is the sentence that refuses, or null.</summary>
internal static class Legal
{
    public static string? Prompt(Tongue tongue, string prompt, BotOptions limits) => ClipRules.RefusePrompt(prompt, limits, tongue);

    public static string? Seconds(Tongue tongue, double seconds, BotOptions limits) => ClipRules.RefuseSeconds(seconds, limits, tongue);

    public static string? Seed(Tongue tongue, long seed) => ClipRules.RefuseSeed(seed, tongue);

    public static string? Picture(Tongue tongue, Attachment file, BotOptions limits) => PictureRules.Refusal(file, limits, tongue);

    /// <param name="ratio">"W:H"; empty when nothing is asked for, or it is refused.</param>
    public static string? Aspect(Tongue tongue, string? text, out string ratio)
    {
        ratio = "";
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (!AspectRatio.TryParse(text, tongue, out var read, out var refusal)) return refusal;
        ratio = read.ToString();
        return null;
    }

    /// <summary>Of a clip that is to be changed, as Discord says of it.</summary>
    public static string? Clip(Tongue tongue, string option, Attachment file, BotOptions limits)
    {
        if (!IsClip(file)) return tongue.Say("clip.no-video", ("option", option), ("name", Markdown.Plain(file.Filename, 100)));
        if (file.Size == 0) return tongue.Say("clip.empty", ("option", option), ("name", Markdown.Plain(file.Filename, 100)));
        return file.Size > limits.LargestClip
            ? tongue.Say("clip.too-large", ("option", option), ("size", file.Size / 1048576.0), ("most", limits.LargestClip / 1048576.0))
            : null;
    }

    public static bool IsClip(Attachment file) => file.ContentType is { Length: > 0 } type
        ? type.StartsWith("video/", StringComparison.OrdinalIgnoreCase)
        : Path.GetExtension(file.Filename).ToLowerInvariant() is ".mp4" or ".webm" or ".mov" or ".mkv" or ".avi" or ".m4v";
}
