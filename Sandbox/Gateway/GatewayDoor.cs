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
        var connection = new GatewayConnection(socket, house, hub, compress: query["compress"] == "zlib-stream");
        if (query["v"].FirstOrDefault() is not ("9" or "10"))
            connection.Refuse(4012, "Invalid API version.");
        else if (query["encoding"].FirstOrDefault() is not (null or "json"))
            connection.Refuse(4002, "The sandbox speaks only JSON.");
        else if (query["compress"].FirstOrDefault() is not (null or "zlib-stream"))
            connection.Refuse(4002, "The sandbox compresses only with zlib-stream.");
        await connection.RunAsync(hello, stopping);
    }
}
