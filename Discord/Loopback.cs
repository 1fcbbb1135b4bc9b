using System.Net;

namespace ChatVideoBot.Discord;

/// <summary>Unencrypted addresses are for this machine only: they carry the token.</summary>
internal static class Loopback
{
    /// <summary>Whether the address is encrypted, or plain and on this machine.</summary>
    public static bool Allows(Uri address, string secure, string plain) =>
        address.Scheme == secure || (address.Scheme == plain && Is(address));

    public static bool Is(Uri address) =>
        address.IsLoopback && (address.Host == "localhost" || (IPAddress.TryParse(address.DnsSafeHost, out var ip) && IPAddress.IsLoopback(ip)));
}
