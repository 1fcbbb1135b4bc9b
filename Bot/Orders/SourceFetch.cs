using ChatVideoBot.Bot.Pictures;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Orders;

/// <summary>Fetches the files of an order, and looks at their first bytes.</summary>
internal sealed partial class SourceFetch(Tongue tongue, AttachmentDownloader downloader, BotOptions options, ILogger logger)
{
    /// <summary>The sentence that says why not.</summary>
    public string? Problem { get; private set; }

    /// <summary>Null when one of them cannot be had; then <see cref="Problem"/> says why.</summary>
    public async Task<ClipSources?> AllAsync(ClipOrder order, CancellationToken cancel)
    {
        var sources = new ClipSources
        {
            Picture = await OneAsync(order.Picture, options.LargestPicture, isPicture: true, cancel),
            EndPicture = await OneAsync(order.EndPicture, options.LargestPicture, isPicture: true, cancel),
            Clip = await OneAsync(order.Source, options.LargestClip, isPicture: false, cancel),
            Mask = await OneAsync(order.Mask, options.LargestPicture, isPicture: true, cancel),
        };
        return Problem is null ? sources : null;
    }

    private async Task<ReadOnlyMemory<byte>> OneAsync(OrderFile? file, int mostBytes, bool isPicture, CancellationToken cancel)
    {
        if (file is null || Problem is not null) return default;
        var bytes = file.Content;
        if (bytes.IsEmpty && file.Url.Length > 0)
        {
            try
            {
                bytes = await downloader.DownloadAsync(new Uri(file.Url), mostBytes, cancel);
            }
            catch (Exception e) when (e is DiscordException or UriFormatException)
            {
                LogLost(e.Message);
                Problem = tongue.Say("picture.lost", ("name", Markdown.Plain(file.Name, 100)));
                return default;
            }
        }
        if (isPicture) Problem = PictureRules.Refusal(file.Name, bytes.Span, tongue);
        return bytes;
    }

    [LoggerMessage(LogLevel.Warning, "A file could not be fetched: {Problem}")]
    private partial void LogLost(string problem);
}
