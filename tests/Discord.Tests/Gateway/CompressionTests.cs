using System.Buffers;
using System.IO.Compression;
using System.Net.WebSockets;
using System.Text;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Tests.Server;

namespace ChatVideoBot.Discord.Tests.Gateway;

public sealed class CompressionTests
{
    [Theory]
    [InlineData(true, "?v=10&encoding=json&compress=zlib-stream")]
    [InlineData(false, "?v=10&encoding=json")]
    public async Task A_conversation_is_the_same_compressed_and_plain_and_so_is_its_resume(bool compress, string query)
    {
        await using var bot = await RunningBot.StartAsync(options => options.Gateway.Compress = compress);
        var first = await bot.WelcomedAsync();
        Assert.Equal(query, first.Query);
        for (var i = 2; i < 50; i++)
            await first.DispatchAsync(i, "GUILD_CREATE", $$"""{"id":"{{i}}","name":"the same words again and again"}""");
        for (var i = 2; i < 50; i++)
            Assert.StartsWith("the same", (await bot.Heard.NextAsync<GuildCreateEvent>()).Guild.Name, StringComparison.Ordinal);

        first.Drop();

        var second = await bot.Server.ConnectedAsync(); // its stream begins anew
        Assert.Equal(query, second.Query);
        Assert.Equal(49, (await second.GreetAsync())["d"]!["seq"]!.GetValue<int>());
        await second.DispatchAsync(50, "RESUMED", "{}");
        await bot.Heard.NextAsync<ResumedEvent>();
    }

    [Fact]
    public async Task A_frame_may_come_in_several_messages_until_the_stream_is_flushed()
    {
        await using var bot = await RunningBot.StartAsync();
        var connection = await bot.WelcomedAsync();
        var bytes = connection.Compress("""{"op":0,"s":2,"t":"GUILD_CREATE","d":{"id":"9","name":"in parts"}}""");

        for (var i = 0; i < bytes.Length; i++)
            await connection.SendAsync(bytes.AsMemory(i, 1), WebSocketMessageType.Binary);

        Assert.Equal("in parts", (await bot.Heard.NextAsync<GuildCreateEvent>()).Guild.Name);
    }

    [Fact]
    public async Task A_large_guild_comes_whole_and_what_follows_it_too()
    {
        await using var bot = await RunningBot.StartAsync();
        var connection = await bot.WelcomedAsync();

        await connection.SayAsync(Encoding.UTF8.GetString(ExampleEvents.GuildCreate(3_000_000)));
        Assert.True((await bot.Heard.NextAsync<GuildCreateEvent>()).Guild.Channels!.Count > 1_000);

        await connection.DispatchAsync(4, "SOMETHING_NEW", "{}");
        await bot.Heard.NextAsync<UnknownEvent>();
    }

    [Fact]
    public async Task A_damaged_stream_ends_the_connection_with_a_reason_and_the_session_goes_on()
    {
        await using var bot = await RunningBot.StartAsync();
        var first = await bot.WelcomedAsync();
        var bytes = first.Compress("""{"op":0,"s":2,"t":"GUILD_CREATE","d":{"id":"9"}}""");
        for (var i = 0; i < bytes.Length - 4; i++)
            bytes[i] ^= 0xA5;

        await first.SendAsync(bytes, WebSocketMessageType.Binary);

        Assert.Equal(6, (await (await bot.Server.ConnectedAsync()).GreetAsync())["op"]!.GetValue<int>());
        Assert.Contains(bot.Log.Lines, line => line.Text.Contains("what cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stream_that_wants_a_dictionary_ends_the_connection_and_not_the_bot()
    {
        await using var bot = await RunningBot.StartAsync();

        var first = await bot.Server.ConnectedAsync();
        await first.SendAsync(new byte[] { 0x78, 0x20, 1, 2, 3, 4, 0, 0, 0xFF, 0xFF }, WebSocketMessageType.Binary); // RFC 1950: FDICT is set

        var second = await bot.Server.ConnectedAsync();
        Assert.Equal(2, (await second.GreetAsync())["op"]!.GetValue<int>());
        Assert.False(bot.Stopped.IsCancellationRequested);
    }

    [Fact]
    public async Task A_bomb_ends_the_connection_and_the_session_goes_on()
    {
        await using var bot = await RunningBot.StartAsync();
        var first = await bot.WelcomedAsync();

        await first.SayAsync(new string(' ', GatewaySocket.LargestReceived + 1)); // 64 KiB on the wire

        Assert.Equal(6, (await (await bot.Server.ConnectedAsync()).GreetAsync())["op"]!.GetValue<int>());
        Assert.Contains(bot.Log.Lines, line => line.Text.Contains("more than 64 MiB", StringComparison.Ordinal));
    }

    [Fact]
    public void A_bomb_is_not_inflated_beyond_its_bound()
    {
        using var inflater = new ZlibInflater();
        var plain = new ArrayBufferWriter<byte>();

        Assert.Throws<InvalidDataException>(() => inflater.Inflate(Compress(new string('0', 10_000_000)), plain, 1 << 20));

        Assert.Equal((1 << 20) + 1, plain.WrittenCount);
    }

    [Fact]
    public void A_stream_that_ends_is_no_frame()
    {
        using var inflater = new ZlibInflater();
        var sink = new MemoryStream();
        using (var zlib = new ZLibStream(sink, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write("{}"u8);
        var plain = new ArrayBufferWriter<byte>();
        inflater.Inflate(sink.ToArray(), plain, 100);

        Assert.Throws<InvalidDataException>(() => inflater.Inflate(new byte[] { 1, 2, 3, 0, 0, 0xFF, 0xFF }, new(), 100));
    }

    [Fact]
    public void Whatever_comes_is_inflated_or_refused()
    {
        var random = new Random(3);
        var good = Compress("""{"op":0,"s":2,"t":"GUILD_CREATE","d":{"id":"9","name":"Home"}}""");
        for (var i = 0; i < 2_000; i++)
        {
            var bytes = good.ToArray();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            using var inflater = new ZlibInflater();
            try
            {
                var plain = new ArrayBufferWriter<byte>();
                inflater.Inflate(bytes, plain, 1 << 20);
                GatewayFrame.Read(plain.WrittenMemory, new());
            }
            catch (Exception e) when (e is InvalidDataException or System.Text.Json.JsonException or InvalidOperationException)
            {
                // What the connection takes for damage.
            }
        }
    }

    [Fact]
    public async Task A_plain_text_frame_on_a_compressed_connection_is_read_as_it_is()
    {
        await using var bot = await RunningBot.StartAsync();
        var connection = await bot.WelcomedAsync();

        await connection.SendAsync("""{"op":0,"s":2,"t":"GUILD_CREATE","d":{"id":"9"}}"""u8.ToArray(), WebSocketMessageType.Text);
        await bot.Heard.NextAsync<GuildCreateEvent>();

        await connection.DispatchAsync(3, "SOMETHING_NEW", "{}");
        await bot.Heard.NextAsync<UnknownEvent>();
    }

    private static byte[] Compress(string text)
    {
        var sink = new MemoryStream();
        using var zlib = new ZLibStream(sink, CompressionLevel.Optimal, leaveOpen: true);
        zlib.Write(Encoding.UTF8.GetBytes(text));
        zlib.Flush();
        return sink.ToArray();
    }
}
