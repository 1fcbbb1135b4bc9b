using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Queue.Pictures;

namespace ChatVideoBot.Bot.Commands;

/// <summary>What a user asked for, read from a command and found legal; or the sentence that says why not.</summary>
/// <param name="Seed">Null: the bot draws one.</param>
/// <param name="Picture">Not yet fetched.</param>
/// <param name="Source">The message the picture stands in; null when it came with the command.</param>
/// <param name="Remark">What the user should know of how the order was understood; empty for nothing.</param>
public sealed record ClipOrder(
    string Prompt, double Seconds, string Aspect, long? Seed, Attachment? Picture, Snowflake? Source, string Remark = "")
{
    /// <summary>How Discord names files that are shown behind a spoiler.</summary>
    public const string SpoilerMark = "SPOILER_";

    /// <summary>The picture was sent behind a spoiler, and so is the clip made of it.</summary>
    public bool IsSpoiler => Picture?.Filename.StartsWith(SpoilerMark, StringComparison.Ordinal) ?? false;

    /// <summary>Reads /imagine.</summary>
    public static (ClipOrder? Order, string Refusal) FromImagine(InteractionData data, BotOptions limits)
    {
        var prompt = data.Option("prompt")?.AsString() ?? "";
        var seconds = data.Option("seconds");
        var aspect = data.Option("aspect")?.AsString();
        var seed = data.Option("seed");
        var image = data.Option("image");

        if (ClipRules.RefusePrompt(prompt, limits) is { } badPrompt) return (null, badPrompt);
        if (seconds is not null && seconds.AsDouble() is null) return (null, $"seconds: \"{seconds.AsString()}\" is not a number.");
        var length = seconds?.AsDouble() ?? limits.DefaultSeconds;
        if (ClipRules.RefuseSeconds(length, limits) is { } badSeconds) return (null, badSeconds);
        var ratio = "";
        if (!string.IsNullOrWhiteSpace(aspect))
        {
            if (!AspectRatio.TryParse(aspect, out var read, out var badAspect)) return (null, badAspect);
            ratio = read.ToString();
        }
        if (seed is not null && seed.AsLong() is null) return (null, $"seed: \"{seed.AsString()}\" is not a whole number.");
        if (seed?.AsLong() is { } number && ClipRules.RefuseSeed(number) is { } badSeed) return (null, badSeed);
        var picture = data.AttachmentOption("image");
        if (image is not null && picture is null) return (null, "image: Discord did not pass the file on; upload it again.");
        return picture is not null && RefusePicture(picture, limits) is { } badPicture
            ? (null, badPicture)
            : (new(prompt.Trim(), length, ratio, seed?.AsLong(), picture, null), "");
    }

    /// <summary>
    /// Reads the message command: the first picture of the message that can be taken is animated, by the message's own words if it has any.
    /// </summary>
    public static (ClipOrder? Order, string Refusal) FromMessage(InteractionData data, BotOptions limits)
    {
        if (data.TargetMessage is not { } message) return (null, "Discord did not pass the message on; try again.");
        var pictures = message.Attachments.Where(LooksLikePicture).ToList();
        if (pictures.Count == 0)
        {
            return (null, message.Attachments.Any(file => file.ContentType?.StartsWith("video/", StringComparison.OrdinalIgnoreCase) ?? false)
                ? "This is a clip already; pick a message with a picture."
                : $"There is no picture in this message; pick one with a {PictureLimits.Formats}, or use /imagine with its image option.");
        }
        var picture = pictures.FirstOrDefault(file => RefusePicture(file, limits) is null);
        if (picture is null) return (null, RefusePicture(pictures[0], limits)!);

        var words = message.Content.Trim();
        var remark = words.Length > limits.LongestPrompt
            ? $"The message is longer than a prompt may be; its first {Wording.Sentences.Number(limits.LongestPrompt)} characters were used."
            : pictures.Count > 1 ? $"The message has {pictures.Count} pictures; {picture.Filename} was used." : "";
        if (words.Length > limits.LongestPrompt) words = words[..limits.LongestPrompt];
        return (new(words.Length > 0 ? words : limits.AnimatePrompt, limits.DefaultSeconds, "", null, picture, message.Id, remark), "");
    }

    private static bool LooksLikePicture(Attachment file) =>
        file.ContentType is { } type
            ? type.StartsWith("image/", StringComparison.OrdinalIgnoreCase) && !type.StartsWith("image/svg", StringComparison.OrdinalIgnoreCase)
            : Path.GetExtension(file.Filename).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg" or ".webp" or ".gif" or ".bmp";

    /// <summary>What Discord itself says of the file; its bytes are looked at once they are fetched.</summary>
    private static string? RefusePicture(Attachment file, BotOptions limits)
    {
        if (file.Size == 0) return Pictures.PictureRules.Refusal(file.Filename, []);
        if (file.Size > limits.LargestPicture)
            return $"{file.Filename} has {Mebibytes(file.Size)} MiB; at most {Mebibytes(limits.LargestPicture)} MiB can be taken.";
        return Pictures.PictureRules.RefuseSize(file.Filename, file.Width ?? 0, file.Height ?? 0);
    }

    private static string Mebibytes(long bytes) => Wording.Sentences.Number(bytes / 1048576.0);
}
