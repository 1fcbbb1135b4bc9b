using ChatVideoBot.Sandbox.Faults;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Gateway;

/// <summary>Accepts the bots' WebSockets.</summary>
internal static class GatewayDoor
{
    public static async Task OpenAsync(HttpContext context, House house, GatewayHub hub, FaultBox faults, CancellationToken stopping)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = 426;
            return;
        }
        bool refuse, hello;
        lock (house.Gate)
        {
            refuse = faults.Take(SocketFault.RefuseConnections, null);
            hello = !faults.Take(SocketFault.HangHello, null);
        }
        if (refuse)
        {
            context.Abort(); // as if nobody listened there
            return;
        }
        var query = context.Request.Query;
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var compress = query["compress"].FirstOrDefault();
        var connection = new GatewayConnection(socket, house, hub, query["v"] == "9" ? 9 : 10, compress switch
        {
            "zlib-stream" => new ZlibCompression(),
            "zstd-stream" => new ZstdCompression(),
            _ => null,
        });
        if (query["v"].FirstOrDefault() is not ("9" or "10"))
            connection.Refuse(4012, "Invalid API version.");
        else if (query["encoding"].FirstOrDefault() is not (null or "json"))
            connection.Refuse(4002, "The sandbox speaks only JSON.");
        else if (compress is not (null or "" or "zlib-stream" or "zstd-stream"))
            connection.Refuse(4002, "The sandbox compresses with zlib-stream or zstd-stream.");
        await connection.RunAsync(hello, stopping);
    }
}
