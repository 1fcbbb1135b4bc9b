using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Queue.Pictures;

namespace ChatVideoBot.Bot.Pictures;

/// <summary>Pictures that a message shows without holding them: of a link, or of another bot's embed. Discord keeps copies, and those are fetched.</summary>
internal static class EmbeddedPictures
{
    /// <summary>The first that can be taken; null for none. A film's still is none: who shows a film does not mean it.</summary>
    public static OrderFile? First(IEnumerable<Message> shown) => shown.SelectMany(message => message.Embeds)
        .SelectMany(embed => embed.Type == "video" ? (EmbedMedia?[])[embed.Image] : [embed.Image, embed.Thumbnail])
        .OfType<EmbedMedia>().Where(Fits).Select(Copy).OfType<OrderFile>().FirstOrDefault();

    private static bool Fits(EmbedMedia media) => media is { Width: var width, Height: var height }
        && (width ?? 0) <= PictureLimits.MaxSidePixels && (height ?? 0) <= PictureLimits.MaxSidePixels
        && (long)(width ?? 0) * (height ?? 0) <= PictureLimits.MaxPixels;

    /// <summary>Null where Discord has no copy: no other server is asked.</summary>
    private static OrderFile? Copy(EmbedMedia media)
    {
        var address = media.ProxyUrl is { Length: > 0 } proxied ? proxied : media.Url;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http")) return null;
        if (!uri.IsLoopback && !uri.IdnHost.EndsWith(".discordapp.net", StringComparison.Ordinal) && uri.IdnHost != "cdn.discordapp.com") return null;
        var name = Uri.UnescapeDataString(uri.Segments[^1]).Trim('/');
        return new(name.Length > 0 ? name : "picture", address!, 0);
    }
}
