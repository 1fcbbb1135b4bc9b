using System.Text.Json;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Tests.Server;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Discord.Tests.Gateway;

/// <summary>From the connection's loop to the handlers.</summary>
public sealed class DispatchTests
{
    internal static string Interaction(int id) =>
        $$$"""{"id":"{{{id}}}","application_id":"5","type":2,"token":"t","data":{"id":"3","name":"imagine","type":1}}""";

    [Fact]
    public async Task Events_come_typed_with_their_shard_and_the_rest_as_JSON()
    {
        await using var bot = await RunningBot.StartAsync(options => options.Shards = "5/8");
        var connection = await bot.Server.ConnectedAsync();
        await connection.WelcomeAsync(bot.Server);
        var s = 1;
        async Task<T> SentAsync<T>(string name, string data) where T : GatewayEvent
        {
            await connection.DispatchAsync(++s, name, data);
            var e = await bot.Heard.NextAsync<T>();
            Assert.Equal(5, e.Shard);
            Assert.NotEqual(0, e.Received);
            return e;
        }

        Assert.Equal("Home", (await SentAsync<GuildCreateEvent>("GUILD_CREATE", """{"id":"9","name":"Home"}""")).Guild.Name);
        Assert.False((await SentAsync<GuildDeleteEvent>("GUILD_DELETE", """{"id":"9","unavailable":true}""")).IsRemoved); // an outage
        Assert.True((await SentAsync<GuildDeleteEvent>("GUILD_DELETE", """{"id":"9"}""")).IsRemoved);
        Assert.Equal("a", (await SentAsync<MessageCreateEvent>("MESSAGE_CREATE", """{"id":"1","channel_id":"2","content":"a"}""")).Message.Content);
        Assert.Equal("b", (await SentAsync<MessageUpdateEvent>("MESSAGE_UPDATE", """{"id":"1","channel_id":"2","content":"b"}""")).Message.Content);
        var deleted = (await SentAsync<MessageDeleteEvent>("MESSAGE_DELETE", """{"id":"1","channel_id":"2","guild_id":"9"}""")).Message;
        Assert.Equal((1ul, 2ul, 9ul), (deleted.Id.Value, deleted.ChannelId.Value, deleted.GuildId!.Value.Value));
        var reaction = (await SentAsync<MessageReactionAddEvent>("MESSAGE_REACTION_ADD", """
            {"user_id":"4","channel_id":"2","message_id":"1","message_author_id":"5","emoji":{"id":null,"name":"🔁"},"burst":false,"type":0,"burst_colors":[]}
            """)).Reaction;
        Assert.Equal((4ul, 2ul, 1ul, "🔁"), (reaction.UserId.Value, reaction.ChannelId.Value, reaction.MessageId.Value, reaction.Emoji!.Name));
        Assert.Null(reaction.GuildId);
        var made = await SentAsync<AutoModerationRuleEvent>("AUTO_MODERATION_RULE_CREATE", """{"id":"6","guild_id":"9","name":"words","trigger_type":1,"trigger_metadata":{"keyword_filter":["cat*"]}}""");
        Assert.Equal((9ul, "cat*", false), (made.Rule.GuildId.Value, made.Rule.TriggerMetadata.KeywordFilter!.Single(), made.IsRemoved));
        Assert.False((await SentAsync<AutoModerationRuleEvent>("AUTO_MODERATION_RULE_UPDATE", """{"id":"6","guild_id":"9"}""")).IsRemoved);
        Assert.True((await SentAsync<AutoModerationRuleEvent>("AUTO_MODERATION_RULE_DELETE", """{"id":"6","guild_id":"9"}""")).IsRemoved);
        Assert.Equal(new Snowflake(7), (await SentAsync<InteractionCreateEvent>("INTERACTION_CREATE", Interaction(7))).Interaction.Id);
        var unknown = await SentAsync<UnknownEvent>("CHANNEL_UPDATE", """{"id":"2","name":"general"}""");
        Assert.Equal(("CHANNEL_UPDATE", "general"), (unknown.Name, unknown.Data.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_typed_event_that_cannot_be_read_comes_as_JSON()
    {
        await using var bot = await RunningBot.StartAsync();
        var connection = await bot.WelcomedAsync();

        await connection.DispatchAsync(2, "GUILD_CREATE", """[1,2]""");

        var e = await bot.Heard.NextAsync<UnknownEvent>();
        Assert.Equal(("GUILD_CREATE", JsonValueKind.Array), (e.Name, e.Data.ValueKind));
        Assert.Contains(bot.Log.Lines, line => line.Text.Contains("GUILD_CREATE could not be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_handler_gets_only_what_it_wants_and_is_asked_once_for_each_name()
    {
        await using var bot = await RunningBot.StartAsync();
        var asked = 0;
        bot.Heard.Wanted = name => (name == "GUILD_CREATE" ? Interlocked.Increment(ref asked) : 0) < 0 || name == "MESSAGE_CREATE";
        var connection = await bot.Server.ConnectedAsync();
        await connection.WelcomeAsync(bot.Server);
        for (var i = 0; i < 20; i++)
            await connection.DispatchAsync(2 + i, "GUILD_CREATE", """{"id":"9"}""");

        await connection.DispatchAsync(30, "MESSAGE_CREATE", """{"id":"1","content":"wanted"}""");

        Assert.Equal("wanted", (await bot.Heard.NextAsync<MessageCreateEvent>()).Message.Content);
        Assert.Equal(1, asked);
        Assert.Empty(bot.Heard.Rest);
        await connection.SayAsync("""{"op":1}""");
        Assert.Equal("""{"op":1,"d":30}""", (await connection.HearAnyAsync())!.ToJsonString()); // what nobody wants counts all the same
    }

    [Fact]
    public async Task A_handler_that_fails_when_asked_what_it_wants_costs_nobody_the_connection()
    {
        await using var bot = await RunningBot.StartAsync();
        bot.Heard.Wanted = name => name == "READY" ? true : throw new InvalidOperationException("careless");
        var connection = await bot.WelcomedAsync();

        await connection.DispatchAsync(2, "GUILD_CREATE", """{"id":"9"}""");

        await bot.Heard.NextAsync<GuildCreateEvent>();
    }

    [Fact]
    public async Task Handlers_that_block_delay_neither_heartbeats_nor_interactions()
    {
        var time = new ManualTime();
        await using var bot = await RunningBot.StartAsync(options => options.Gateway.Jitter = () => 0.5, time: time);
        using var held = new ManualResetEventSlim();
        var blocked = 0;
        bot.Heard.Do = (e, _) =>
        {
            if (e is GuildCreateEvent)
            {
                Interlocked.Increment(ref blocked);
                held.Wait(TestContext.Current.CancellationToken); // holds a thread, as a careless handler does
            }
            return Task.CompletedTask;
        };
        var connection = await bot.WelcomedAsync();
        for (var i = 0; i < 100; i++)
            await connection.DispatchAsync(2 + i, "GUILD_CREATE", """{"id":"9"}""");
        await Eventually.Async(() => Volatile.Read(ref blocked) == 48); // three quarters of 64 places; a quarter is for interactions

        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("""{"op":1,"d":101}""", (await connection.HearAnyAsync())!.ToJsonString());
        for (var i = 0; i < 16; i++)
            await connection.DispatchAsync(200 + i, "INTERACTION_CREATE", Interaction(1 + i));
        for (var i = 0; i < 16; i++)
            await bot.Heard.NextAsync<InteractionCreateEvent>();

        Assert.Equal(48, Volatile.Read(ref blocked));
        held.Set();
        await Eventually.Async(() => Volatile.Read(ref blocked) == 100);
    }

    [Fact]
    public async Task A_handler_that_fails_is_logged_and_ends_nothing()
    {
        await using var bot = await RunningBot.StartAsync();
        bot.Heard.Do = (e, _) => e is GuildCreateEvent ? throw new InvalidOperationException("careless") : Task.CompletedTask;
        var connection = await bot.WelcomedAsync();

        await connection.DispatchAsync(2, "GUILD_CREATE", """{"id":"9"}""");
        await connection.DispatchAsync(3, "INTERACTION_CREATE", Interaction(77));

        await bot.Heard.NextAsync<InteractionCreateEvent>();
        await Eventually.Async(() => bot.Log.Lines.Any(line => line.Text.Contains("careless", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_handler_that_hangs_loses_its_place_after_a_while(bool listensToItsToken)
    {
        var time = new ManualTime();
        await using var bot = await RunningBot.StartAsync(options => (options.HandlersAtOnce, options.HandlerTimeout) = (1, TimeSpan.FromSeconds(1)), time: time);
        using var held = new ManualResetEventSlim();
        bot.Heard.Do = (e, cancel) =>
        {
            if (e is not GuildCreateEvent)
                return Task.CompletedTask;
            if (listensToItsToken)
                return Task.Delay(Timeout.InfiniteTimeSpan, cancel);
            held.Wait(TestContext.Current.CancellationToken);
            return Task.CompletedTask;
        };
        var connection = await bot.WelcomedAsync();

        await connection.DispatchAsync(2, "GUILD_CREATE", """{"id":"9"}""");
        await connection.DispatchAsync(3, "INTERACTION_CREATE", Interaction(77));
        var interaction = bot.Heard.NextAsync<InteractionCreateEvent>();
        await Eventually.Async(time, TimeSpan.FromMilliseconds(100), () => interaction.IsCompleted);

        await interaction;
        held.Set();
    }

    [Fact]
    public async Task More_events_than_may_wait_are_dropped_interactions_are_not_and_the_connection_lives()
    {
        await using var bot = await RunningBot.StartAsync(options => (options.HandlersAtOnce, options.EventBacklog) = (1, 4));
        var held = new TaskCompletionSource();
        bot.Heard.Do = (e, _) => e is UnknownEvent ? held.Task : Task.CompletedTask;
        var connection = await bot.WelcomedAsync();

        for (var i = 0; i < 50; i++)
            await connection.DispatchAsync(2 + i, "SOMETHING_NEW", "{}");
        for (var i = 0; i < 4; i++)
            await connection.DispatchAsync(60 + i, "INTERACTION_CREATE", Interaction(1 + i));
        for (var i = 0; i < 50; i++)
            await connection.DispatchAsync(70 + i, "SOMETHING_NEW", "{}");
        await connection.SayAsync("""{"op":1}""");

        Assert.Equal("""{"op":1,"d":119}""", (await connection.HearAnyAsync())!.ToJsonString());
        Assert.Contains(bot.Log.Lines, line => line.Text.Contains("SOMETHING_NEW is dropped", StringComparison.Ordinal));
        held.SetResult();
        var ids = new List<ulong>();
        while (ids.Count < 4)
            ids.Add((await bot.Heard.NextAsync<InteractionCreateEvent>()).Interaction.Id.Value);
        Assert.Equal([1ul, 2ul, 3ul, 4ul], ids.Order());
    }

    [Fact]
    public async Task A_burst_of_the_same_interaction_by_several_shards_is_handled_once()
    {
        await using var bot = await RunningBot.StartAsync(options => options.Shards = "2");
        FakeConnection[] shards = [await bot.WelcomedAsync("s1"), await bot.WelcomedAsync("s2")];
        for (var i = 0; i < 20; i++)
            await shards[i % 2].DispatchAsync(2 + i, "INTERACTION_CREATE", Interaction(77));
        foreach (var shard in shards)
            await shard.DispatchAsync(90, "SOMETHING_NEW", "{}");

        await bot.Heard.NextAsync<InteractionCreateEvent>();
        await bot.StopAsync();

        Assert.DoesNotContain(bot.Heard.Rest, e => e is InteractionCreateEvent);
    }
}
