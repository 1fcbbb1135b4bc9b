using System.Net;

namespace ChatVideoBot.Sandbox;

/// <summary>
/// Refuses what a foreign web page could send through the browser of whoever runs the sandbox: a Host that is not this
/// machine (DNS rebinding), or an Origin that is not the sandbox's own page (cross-site requests and WebSockets).
/// </summary>
internal static class LoopbackOnly
{
    public static async Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var host = context.Request.Host;
        var origin = context.Request.Headers.Origin;
        if (IsLoopback(host.Host) && (origin.Count == 0 || (origin.Count == 1 && IsOwn(origin[0], host))))
        {
            await next(context);
            return;
        }
        context.Response.StatusCode = 403;
        await context.Response.WriteAsJsonAsync(new { message = "The sandbox answers only this machine and its own page.", code = 0 });
    }

    // The page may have been opened as localhost while it calls 127.0.0.1; the port tells other local sites apart.
    private static bool IsOwn(string? origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp
        && IsLoopback(uri.Host) && uri.Port == (host.Port ?? 80);

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
