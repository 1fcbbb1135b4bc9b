using System.Text;
using System.Text.Json;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Tests.Server;

namespace ChatVideoBot.Discord.Tests.Gateway;

public sealed class FrameTests
{
    [Theory]
    [InlineData("""{"t":"READY","s":3,"op":0,"d":{"a":[1]}}""", 0, """{"a":[1]}""", 3L, "READY")]
    [InlineData("""{"op":0,"d":{"a":"}"},"s":3,"t":"X"}""", 0, """{"a":"}"}""", 3L, "X")]
    [InlineData("""{ "op" : 10 , "d" : { "b" : {} } , "new" : [ {} ] }""", 10, """{ "b" : {} }""", null, null)]
    [InlineData("""{"op":11}""", 11, "null", null, null)]
    [InlineData("""{"op":9,"d":true,"s":null,"t":null}""", 9, "true", null, null)]
    [InlineData("""{"op":77,"d":"x","s":"3","t":7}""", 77, "\"x\"", null, null)]
    [InlineData("""{"op":0,"d":[],"s":{},"t":["X"]}""", 0, "[]", null, null)]
    public void A_frame_is_cut_into_its_parts(string json, int op, string data, long? sequence, string? name)
    {
        var frame = GatewayFrame.Read(Encoding.UTF8.GetBytes(json), new());

        Assert.Equal((op, data, sequence, name), ((int)frame.Op, Encoding.UTF8.GetString(frame.Data.Span), frame.Sequence, frame.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"op":"x"}""")]
    [InlineData("""{"op":1.5}""")]
    [InlineData("""{"op":99999999999}""")]
    [InlineData("""{"op":1""")]
    [InlineData("""{"op":1}{"op":1}""")]
    [InlineData("""{"op":0,"d":{"a":}}""")]
    public void What_is_no_frame_is_refused(string json) =>
        Assert.ThrowsAny<JsonException>(() => GatewayFrame.Read(Encoding.UTF8.GetBytes(json), new()));

    [Fact]
    public void Names_are_kept_and_bounded()
    {
        var names = new NameTable();
        string Read(string name) => GatewayFrame.Read(Encoding.UTF8.GetBytes($$"""{"op":0,"t":"{{name}}"}"""), names).Name!;

        Assert.Same(Read("SOMETHING_NEW"), Read("SOMETHING_NEW"));
        for (var i = 0; i < 2_000; i++)
            Assert.Equal($"N{i}", Read($"N{i}"));
        Assert.Equal("Aé", Read("\\u0041é"));
        Assert.Equal(new string('X', 300), Read(new string('X', 300)));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"op":"x"}""")]
    [InlineData("""{"op":10,"d":{}}""")]
    [InlineData("""{"op":10,"d":{"heartbeat_interval":0}}""")]
    [InlineData("""{"op":10,"d":{"heartbeat_interval":"soon"}}""")]
    [InlineData("""{"op":10,"d":7}""")]
    [InlineData("""{"op":10,"d":null}""")]
    public async Task Garbage_from_the_server_is_answered_with_a_new_connection(string garbage)
    {
        await using var bot = await RunningBot.StartAsync();
        var first = await bot.Server.ConnectedAsync();

        await first.SayAsync(garbage);

        await bot.WelcomedAsync();
    }

    [Theory]
    [InlineData("""{"session_id":"s1","guilds":{"not":"a list"},"user":[]}""")]
    [InlineData("""{"session_id":"s1","application":"x"}""")]
    public async Task A_READY_of_which_a_part_cannot_be_read_still_gives_a_session(string ready)
    {
        await using var bot = await RunningBot.StartAsync();
        var first = await bot.Server.ConnectedAsync();
        await first.GreetAsync();
        await first.DispatchAsync(1, "READY", ready);
        Assert.Equal("READY", (await bot.Heard.NextAsync<UnknownEvent>()).Name);

        first.Drop();

        Assert.Equal(6, (await (await bot.Server.ConnectedAsync()).GreetAsync())["op"]!.GetValue<int>());
    }

    [Fact]
    public async Task Opcodes_and_events_nobody_knows_are_passed_over()
    {
        await using var bot = await RunningBot.StartAsync();
        var connection = await bot.WelcomedAsync();

        await connection.SayAsync("""{"op":99,"d":{"x":1},"s":5,"t":"X"}""");
        await connection.SayAsync("""{"op":0,"s":2,"t":null,"d":null}""");
        await connection.SayAsync("""{"op":0,"s":3,"t":"SOMETHING_NEW"}""");

        var e = await bot.Heard.NextAsync<UnknownEvent>();
        Assert.Equal(("SOMETHING_NEW", JsonValueKind.Null), (e.Name, e.Data.ValueKind));
    }
}
