using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Queue.Pictures;

namespace ChatVideoBot.Bot.Commands;

/// <summary>What a user asked for, read from a command and found legal; or the sentence that says why not.</summary>
/// <param name="Seed">Null: the bot draws one.</param>
/// <param name="Picture">Not yet fetched.</param>
/// <param name="Source">The message the picture stands in; null when it came with the command.</param>
public sealed record ClipOrder(string Prompt, double Seconds, string Aspect, long? Seed, Attachment? Picture, Snowflake? Source)
{
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
    /// Reads the message command: the first picture of the message is animated, by the message's own words if it has any.
    /// </summary>
    public static (ClipOrder? Order, string Refusal) FromMessage(InteractionData data, BotOptions limits)
    {
        if (data.TargetMessage is not { } message) return (null, "Discord did not pass the message on; try again.");
        var pictures = message.Attachments.Where(LooksLikePicture).ToList();
        if (pictures.Count == 0)
            return (null, $"There is no picture in this message; pick one with a {PictureLimits.Formats}, or use /imagine with its image.");
        if (RefusePicture(pictures[0], limits) is { } badPicture) return (null, badPicture);
        var words = message.Content.Trim();
        var prompt = words.Length > 0 && words.Length <= limits.LongestPrompt ? words : limits.AnimatePrompt;
        return (new(prompt, limits.DefaultSeconds, "", null, pictures[0], message.Id), "");
    }

    private static bool LooksLikePicture(Attachment file) =>
        file.ContentType?.StartsWith("image/", StringComparison.OrdinalIgnoreCase)
        ?? Path.GetExtension(file.Filename).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg" or ".webp" or ".gif" or ".bmp";

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
