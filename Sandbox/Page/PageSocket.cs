using System.Net.WebSockets;
using System.Text;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Page;

/// <summary>The page's line of events: it only listens.</summary>
internal static class PageSocket
{
    public static async Task RunAsync(HttpContext context, House house, PageHub hub, CancellationToken stopping)
    {
        User user;
        try
        {
            user = PageApi.UserOf(house, context);
        }
        catch (PageError e)
        {
            context.Response.StatusCode = e.Status;
            return;
        }
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = 426;
            return;
        }
        var line = hub.Open(user.Id); // before the page knows that it is connected: from then on it may miss nothing
        try
        {
            await SendAsync(context, line, stopping);
        }
        finally
        {
            hub.Close(line);
        }
    }

    private static async Task SendAsync(HttpContext context, PageLine line, CancellationToken stopping)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, context.RequestAborted);
        var listening = ListenAsync(socket, ended);
        try
        {
            await foreach (var text in line.Events.Reader.ReadAllAsync(ended.Token))
                await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, ended.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The page is gone.
        }
        finally
        {
            if (!stopping.IsCancellationRequested)
                await ended.CancelAsync();
            socket.Abort();
            await listening;
        }
    }

    // Notices the page's close; whatever it sends is ignored.
    private static async Task ListenAsync(WebSocket socket, CancellationTokenSource ended)
    {
        var buffer = new byte[1024];
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                if ((await socket.ReceiveAsync(buffer.AsMemory(), ended.Token)).MessageType == WebSocketMessageType.Close)
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", ended.Token);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The same end, seen from here.
        }
        await ended.CancelAsync();
    }
}
