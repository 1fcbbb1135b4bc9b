using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;

namespace ChatVideoBot.Bench.Gateway;

/// <summary>One shard's connection to the bench's Discord. Plain JSON, whatever compression is asked for: it is turned down by not being in the query.</summary>
internal sealed class ShardSocket(SmallDiscord discord, WebSocket socket, string address)
{
    private readonly Channel<byte[]> _out = Channel.CreateUnbounded<byte[]>(new() { SingleReader = true });
    private int _sequence;

    public int Shard { get; private set; } = -1;

    public bool Stands { get; private set; }

    public void Dispatch(string type, string data) => _out.Writer.TryWrite(Payloads.Frame(type, Interlocked.Increment(ref _sequence), data));

    public void Cut()
    {
        Stands = false;
        socket.Abort();
    }

    public void Invalidate()
    {
        Stands = false;
        _out.Writer.TryWrite("""{"t":null,"s":null,"op":9,"d":false}"""u8.ToArray());
    }

    /// <summary>Until it is cut.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var sending = SendAsync(ends.Token);
        _out.Writer.TryWrite("""{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250}}"""u8.ToArray());
        try
        {
            var buffer = new byte[8192];
            while (true)
            {
                var (length, result) = (0, default(ValueWebSocketReceiveResult));
                do
                {
                    result = await socket.ReceiveAsync(buffer.AsMemory(length), cancel);
                    length += result.Count;
                }
                while (!result.EndOfMessage);
                if (result.MessageType == WebSocketMessageType.Close)
                    break;
                using var frame = JsonDocument.Parse(buffer.AsMemory(0, length));
                Read(frame.RootElement);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // Cut, by us or by the bot.
        }
        finally
        {
            Stands = false;
            await ends.CancelAsync();
            await sending;
        }
    }

    private void Read(JsonElement frame)
    {
        switch (frame.GetProperty("op").GetInt32())
        {
            case 1:
                _out.Writer.TryWrite("""{"t":null,"s":null,"op":11,"d":null}"""u8.ToArray());
                break;
            case 2:
                Shard = frame.GetProperty("d").TryGetProperty("shard", out var shard) ? shard[0].GetInt32() : 0;
                var guilds = discord.GuildsOf(Shard).ToList();
                Dispatch("READY", Payloads.Ready(Shard, discord.Shards, guilds, $"{Shard}", address));
                foreach (var guild in guilds)
                    Dispatch("GUILD_CREATE", Payloads.Guild(guild));
                Stands = true;
                discord.Stand(this, isResumed: false);
                break;
            case 6:
                Shard = int.Parse(frame.GetProperty("d").GetProperty("session_id").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
                _sequence = frame.GetProperty("d").GetProperty("seq").GetInt32();
                Dispatch("RESUMED", "{}");
                Stands = true;
                discord.Stand(this, isResumed: true);
                break;
        }
    }

    private async Task SendAsync(CancellationToken cancel)
    {
        try
        {
            await foreach (var frame in _out.Reader.ReadAllAsync(cancel))
                await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, cancel);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
        }
    }
}
