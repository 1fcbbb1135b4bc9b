namespace ChatVideoBot.Discord.Gateway;

/// <summary>Makes a gateway's URL complete.</summary>
internal static class GatewayAddress
{
    /// <summary>The URL with our query, the same for new and resumed sessions; null when it may not be connected to.</summary>
    /// <param name="url">What Discord gave: with or without a slash at its end.</param>
    /// <param name="compress">Whether all that comes is one zlib stream.</param>
    public static Uri? Complete(string? url, bool compress)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var given) || !Loopback.Allows(given, "wss", "ws"))
            return null;
        return new UriBuilder(given) { Query = compress ? "v=10&encoding=json&compress=zlib-stream" : "v=10&encoding=json" }.Uri;
    }
}
