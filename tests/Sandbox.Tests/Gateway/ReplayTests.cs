using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests.Gateway;

/// <summary>Resumes after resumes: what is replayed, and from where it can be.</summary>
public sealed class ReplayTests
{
    [Fact]
    public async Task RESUMED_is_never_replayed()
    {
        await using var box = await Box.StartAsync();
        var bot = await Peer.ConnectAsync(box.Server);
        await bot.IdentifyAsync(box.Server.Token);
        var session = (await bot.EventAsync("READY"))["session_id"]!.ToString();
        await bot.EventAsync("GUILD_CREATE");
        var known = bot.Sequence;
        bot.Drop();
        await SayAsync(box, "one");
        using (var lost = await ResumeAsync(box, session, known)) // it goes before it has written down what it got
            await lost.EventAsync("RESUMED");
        await SayAsync(box, "two");

        using var again = await ResumeAsync(box, session, known);

        Assert.Equal(["", "MESSAGE_CREATE", "MESSAGE_CREATE"], await again.EventsBeforeAsync("RESUMED"));
        Assert.Equal(["one", "two"], [(await again.EventAsync("MESSAGE_CREATE"))["content"]!.ToString(), (await again.EventAsync("MESSAGE_CREATE"))["content"]!.ToString()]);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public async Task The_oldest_event_that_is_kept_is_where_a_resume_can_begin_whatever_numbers_RESUMED_took(int before, bool resumes)
    {
        const int kept = 1000;
        await using var box = await Box.StartAsync();
        var bot = await Peer.ConnectAsync(box.Server);
        await bot.IdentifyAsync(box.Server.Token);
        var session = (await bot.EventAsync("READY"))["session_id"]!.ToString();
        await bot.EventAsync("GUILD_CREATE");
        bot.Drop();
        using (var second = await ResumeAsync(box, session, bot.Sequence)) // RESUMED is the third number
            await second.EventAsync("RESUMED");
        for (var i = 0; i < kept; i++) // READY and GUILD_CREATE are forgotten, these are not
            await box.FaultAsync(new JsonObject { ["dispatch"] = new JsonObject { ["t"] = "SOMETHING", ["d"] = new JsonObject() } });

        using var again = await ResumeAsync(box, session, bot.Sequence + before);

        if (resumes)
            Assert.Equal(kept, (await again.EventsBeforeAsync("RESUMED")).Count(t => t == "SOMETHING"));
        else
            Assert.False((await again.OpAsync(9))["d"]!.GetValue<bool>());
    }

    [Fact]
    public async Task The_answer_to_our_own_close_ends_no_session()
    {
        await using var box = await Box.StartAsync();
        using var bot = await Peer.ConnectAsync(box.Server);
        await bot.IdentifyAsync(box.Server.Token);
        var session = (await bot.EventAsync("READY"))["session_id"]!.ToString();
        await bot.EventAsync("GUILD_CREATE");
        await box.FaultAsync(new JsonObject { ["close"] = 4000 });
        Assert.Equal(4000, await bot.CloseCodeAsync());
        await bot.CloseAsync(1000); // as libraries answer that do not repeat the code

        using var again = await ResumeAsync(box, session, bot.Sequence);

        await again.EventAsync("RESUMED");
    }

    [Theory]
    [InlineData("token", 4004)]
    [InlineData("seq", 4007)]
    [InlineData("twice", 4005)]
    public async Task A_wrong_resume_closes_with_its_code(string what, int code)
    {
        await using var box = await Box.StartAsync();
        var bot = await Peer.ConnectAsync(box.Server);
        await bot.IdentifyAsync(box.Server.Token);
        var session = (await bot.EventAsync("READY"))["session_id"]!.ToString();
        await bot.EventAsync("GUILD_CREATE");
        bot.Drop();
        using var again = await Peer.ConnectAsync(box.Server);

        await again.ResumeAsync(what == "token" ? "wrong" : box.Server.Token, session, what == "seq" ? -1 : bot.Sequence);
        if (what == "twice")
            await again.ResumeAsync(box.Server.Token, session, bot.Sequence);

        Assert.Equal(code, await again.CloseCodeAsync());
    }

    [Fact]
    public async Task Of_another_bots_session_nothing_is_told()
    {
        await using var box = await Box.StartAsync(o => o.Bots = 2);
        var bot = await Peer.ConnectAsync(box.Server);
        await bot.IdentifyAsync(box.Server.Token);
        var session = (await bot.EventAsync("READY"))["session_id"]!.ToString();
        await bot.EventAsync("GUILD_CREATE");
        bot.Drop();
        using var other = await Peer.ConnectAsync(box.Server);

        await other.ResumeAsync(box.Server.Bots[1].Token, session, bot.Sequence);

        Assert.False((await other.OpAsync(9))["d"]!.GetValue<bool>());
        using var again = await ResumeAsync(box, session, bot.Sequence);
        await again.EventAsync("RESUMED");
    }

    private static async Task<Peer> ResumeAsync(Box box, string session, long sequence)
    {
        var peer = await Peer.ConnectAsync(box.Server);
        await peer.ResumeAsync(box.Server.Token, session, sequence);
        return peer;
    }

    private static Task SayAsync(Box box, string words) =>
        box.PageAsync("POST", $"sandbox/channels/{box.General}/messages", new JsonObject { ["content"] = words });
}
