using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Delivery;
using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.Pictures;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Results;

/// <summary>Finds the files again that a clip was made from: in the message they came with, else in the clip itself.</summary>
internal sealed partial class SourceFinder(ClipArchive archive, Ffmpeg ffmpeg, ILogger<SourceFinder> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The clip's own file, as the message shows it that the button sits on; null when somebody removed it.</summary>
    public static OrderFile? Shown(Interaction interaction) => interaction.Message?.Attachments.FirstOrDefault(ClipArchive.IsFilm) is { } file ? OrderFile.Of(file) : null;

    /// <summary>The order with the files that its clip was made from; null when they are gone, and then the sentence that says so.</summary>
    public async Task<(ClipOrder? Order, string Refusal)> FillAsync(ClipOrder order, ClipRecord clip, Tongue tongue, CancellationToken cancel)
    {
        if (clip.Sources.HasFlag(SourceKinds.Mask)) return (null, tongue.Say("result.mask-gone"));
        if (clip.Sources.HasFlag(SourceKinds.Clip))
        {
            if (await FindClipAsync(clip, cancel) is not { } source) return (null, tongue.Say("result.source-gone"));
            order = order with { Source = source };
        }
        if (clip.Sources.HasFlag(SourceKinds.Picture))
        {
            if (await FindPictureAsync(clip, cancel) is not { } picture) return (null, tongue.Say("result.gone"));
            order = order with { Picture = picture };
        }
        if (clip.Sources.HasFlag(SourceKinds.EndPicture))
        {
            if (await FrameAsync(clip, isLast: true, cancel) is not { } picture) return (null, tongue.Say("result.gone"));
            order = order with { EndPicture = picture };
        }
        return (order, "");
    }

    private async Task<OrderFile?> FindClipAsync(ClipRecord clip, CancellationToken cancel)
    {
        if (await archive.FindFileAsync(clip.Channel, clip.SourceMessage, ClipArchive.IsFilm, cancel) is { } file) return OrderFile.Of(file);
        return clip.Parent.Length > 0 && await archive.FindAsync(clip.Parent, cancel) is { } parent
            && await archive.FindFileAsync(parent.PostedChannel, parent.PostedMessage, ClipArchive.IsFilm, cancel) is { } parents
                ? OrderFile.Of(parents)
                : null;
    }

    private async Task<OrderFile?> FindPictureAsync(ClipRecord clip, CancellationToken cancel) =>
        await archive.FindFileAsync(clip.Channel, clip.SourceMessage, PictureRules.LooksLikePicture, cancel) is { } file
            ? OrderFile.Of(file)
            : await FrameAsync(clip, isLast: false, cancel);

    /// <summary>The clip begins with its picture, and ends with the other one.</summary>
    private async Task<OrderFile?> FrameAsync(ClipRecord clip, bool isLast, CancellationToken cancel)
    {
        if (await archive.FetchAsync(clip, cancel) is not { } mp4) return null;
        var (frame, problem) = await ffmpeg.RunAsync(mp4, (from, to) => isLast
            ? ["-sseof", "-1", "-i", from, "-map", "0:v:0", "-update", "1", "-y", to]
            : ["-i", from, "-map", "0:v:0", "-frames:v", "1", "-update", "1", "-y", to], ".png", Patience, cancel);
        if (frame is null) LogNoFrame(clip.Id, problem);
        return frame is null ? null : OrderFile.Of(isLast ? "last-frame.png" : "first-frame.png", frame);
    }

    [LoggerMessage(LogLevel.Warning, "No frame could be taken out of clip {Id}: {Problem}")]
    private partial void LogNoFrame(string id, string problem);
}
