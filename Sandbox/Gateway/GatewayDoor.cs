using ChatVideoBot.Sandbox.Faults;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Gateway;

/// <summary>Accepts the bot's WebSockets.</summary>
internal static class GatewayDoor
{
    public static async Task OpenAsync(HttpContext context, House house, GatewayHub hub, FaultBox faults, CancellationToken stopping)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = 426;
            return;
        }
        var query = context.Request.Query;
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var connection = new GatewayConnection(socket, house, hub, faults, compress: query["compress"] == "zlib-stream");
        if (query["v"].FirstOrDefault() is not ("9" or "10"))
            connection.Refuse(4012, "Invalid API version.");
        else if (query["encoding"].FirstOrDefault() is not (null or "json"))
            connection.Refuse(4002, "The sandbox speaks only JSON.");
        else if (query["compress"].FirstOrDefault() is not (null or "zlib-stream"))
            connection.Refuse(4002, "The sandbox compresses only with zlib-stream.");
        await connection.RunAsync(stopping);
    }
}
