using System.Net;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Discord;

/// <summary>Downloads files that users gave, from Discord's own servers and nowhere else.</summary>
public sealed class AttachmentDownloader : IDisposable
{
    private const int MostRedirects = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Uri _api;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public AttachmentDownloader(IOptions<DiscordOptions> options, TimeProvider time)
    {
        (_api, _time) = (options.Value.Api, time);
        _http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // each address is checked
            UseCookies = false,
            UseProxy = !Loopback.Is(_api),
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Downloads a file whole.</summary>
    /// <param name="address">
    /// An attachment's URL: https on Discord's file servers, or on the API's own host and port when that is this machine.
    /// </param>
    /// <param name="maxBytes">The most it may have; enforced while it streams in, whatever its headers say.</param>
    /// <param name="cancel">Ends the download.</param>
    /// <exception cref="DiscordException">ForeignAddress, TooLarge, Refused (expired or deleted) or Unreachable.</exception>
    public async Task<byte[]> DownloadAsync(Uri address, long maxBytes, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            for (var redirects = 0; redirects <= MostRedirects; redirects++)
            {
                if (!IsAllowed(address))
                    throw new DiscordException(DiscordFault.ForeignAddress, $"{Shown(address)} is not an address of Discord's file servers.");
                using var response = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token);
                if ((int)response.StatusCode is >= 300 and < 400 && response.Headers.Location is { } next)
                {
                    address = new Uri(address, next);
                    continue;
                }
                if (response.StatusCode != HttpStatusCode.OK)
                    throw new DiscordException(DiscordFault.Refused,
                        $"Discord does not hand out {Shown(address)} (status {(int)response.StatusCode}): the link may have expired.")
                    {
                        Status = response.StatusCode,
                    };
                return await ReadAsync(response.Content, address, maxBytes, either.Token);
            }
            throw new DiscordException(DiscordFault.Refused, $"{Shown(address)} redirects too often.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new DiscordException(DiscordFault.Unreachable, $"{Shown(address)} could not be downloaded: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new DiscordException(DiscordFault.Unreachable, $"{Shown(address)} was not downloaded within {Patience.TotalSeconds:0} s.", e);
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task<byte[]> ReadAsync(HttpContent content, Uri address, long maxBytes, CancellationToken cancel)
    {
        if (content.Headers.ContentLength > maxBytes)
            throw TooLarge(address, maxBytes);
        await using var stream = await content.ReadAsStreamAsync(cancel);
        using var whole = new MemoryStream();
        var part = new byte[81_920];
        for (int read; (read = await stream.ReadAsync(part, cancel)) > 0;)
        {
            if (whole.Length + read > maxBytes)
                throw TooLarge(address, maxBytes);
            whole.Write(part, 0, read);
        }
        return whole.ToArray();
    }

    private bool IsAllowed(Uri address)
    {
        if (!address.IsAbsoluteUri || address.UserInfo.Length > 0)
            return false;
        if (Loopback.Is(_api) && address.Scheme == _api.Scheme && address.Authority == _api.Authority)
            return true;
        return address.Scheme == "https" && address.IsDefaultPort && address.IdnHost is "cdn.discordapp.com" or "media.discordapp.net"
            or "images-ext-1.discordapp.net" or "images-ext-2.discordapp.net"; // Discord's own copies of pictures behind links
    }

    private static DiscordException TooLarge(Uri address, long maxBytes) =>
        new(DiscordFault.TooLarge, $"{Shown(address)} has more than the {maxBytes:N0} bytes allowed.");

    /// <summary>Without the query: it is the key to the file.</summary>
    private static string Shown(Uri address) => address.IsAbsoluteUri ? address.GetLeftPart(UriPartial.Path) : address.ToString();
}
