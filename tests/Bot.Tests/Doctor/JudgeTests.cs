using System.Net;
using ChatVideoBot.Bot.Doctor;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Tests.Doctor;

/// <summary>Set-ups that are broken, and what their owner is told to do.</summary>
public sealed class JudgeTests
{
    private const string Token = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.abcdefghijklmnopqrstuvwxyz0123456789AB";

    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-22T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("", Health.Broken, "Bot > Reset Token")]
    [InlineData("Bot " + Token, Health.Broken, "without \"Bot \"")]
    [InlineData(Token + "\n", Health.Ok, "looks like")]
    [InlineData("'" + Token + "'", Health.Broken, "without quotes")]
    [InlineData("MTIz NDU.a.b", Health.Broken, "holds a space")]
    [InlineData("aClientSecretOfSomeLength", Health.Look, "client secret")]
    [InlineData(Token, Health.Ok, "looks like")]
    public void A_token(string token, Health health, string told) => Is(health, told, Judge.Token(token));

    [Fact]
    public void An_application_that_gets_its_interactions_elsewhere() =>
        Is(Health.Broken, "clear \"Interactions Endpoint URL\"", Of(App with { InteractionsEndpointUrl = "https://example.org/" }, default, "interactions"));

    [Fact]
    public void An_application_that_requires_a_code_grant() => Is(Health.Broken, "switch off", Of(App with { BotRequireCodeGrant = true }, default, "install"));

    [Fact]
    public void An_application_that_is_not_public() => Is(Health.Ok, "Public Bot", Of(App with { BotPublic = false }, default, "install"));

    [Theory]
    [InlineData(GatewayIntents.MessageContent, "Message Content Intent")]
    [InlineData(GatewayIntents.GuildMembers, "Server Members Intent")]
    [InlineData(GatewayIntents.GuildPresences, "Presence Intent")]
    public void An_intent_that_is_not_granted(GatewayIntents intent, string name) => Is(Health.Broken, $"switch on \"{name}\"", Of(App, intent, "intents"));

    [Fact]
    public void An_intent_that_is_granted_and_not_needed() => Is(
        Health.Look, "leave it out", Of(App with { Flags = ApplicationFlags.GatewayMessageContentLimited }, GatewayIntents.MessageContent, "intents"));

    [Theory]
    [InlineData(0, Health.Broken, "restarts it in a loop")]
    [InlineData(250, Health.Ok, "250 of 1000")]
    [InlineData(249, Health.Look, "restarts it often")]
    [InlineData(900, Health.Ok, "900 of 1000")]
    public void Starts_that_are_left(int left, Health health, string told) =>
        Is(health, told, Judge.Gateway(new() { SessionStartLimit = new() { Total = 1000, Remaining = left, ResetAfter = 3_600_000, MaxConcurrency = 1 } }, "").First());

    [Theory]
    [InlineData(5, Health.Ok, "agrees")]
    [InlineData(6, Health.Look, "6 s before Discord's")]
    [InlineData(-60, Health.Look, "60 s behind Discord's")]
    [InlineData(-61, Health.Broken, "61 s behind Discord's")]
    [InlineData(7200, Health.Broken, "2 h before Discord's")]
    public void A_clock(int seconds, Health health, string told) => Is(health, told, Judge.Clock(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_server_whose_role_lacks_something()
    {
        Is(Health.Broken, "lacks Attach Files", InGuild(Invite.All & ~Permissions.AttachFiles, [])[0]);
        Is(Health.Look, "lacks Embed Links", InGuild(Invite.All & ~Permissions.EmbedLinks, [])[0]);
    }

    [Fact]
    public void A_channel_that_the_bot_sees_and_may_not_write_in()
    {
        var mute = new Channel { Id = new(20), Type = ChannelType.GuildText, Name = "news", PermissionOverwrites = [new() { Id = new(1), Type = 0, Deny = Permissions.SendMessages }] };
        var hidden = new Channel { Id = new(21), Type = ChannelType.GuildText, Name = "staff", PermissionOverwrites = [new() { Id = new(1), Type = 0, Deny = Permissions.ViewChannel }] };
        var allowed = mute with { Id = new(22), Name = "clips", PermissionOverwrites = [.. mute.PermissionOverwrites!, new() { Id = new(9), Type = 1, Allow = Permissions.SendMessages }] };

        var found = InGuild(Invite.All | Permissions.ManageGuild, [mute, hidden, allowed]);

        Is(Health.Look, "#news, but may not Send Messages there", Assert.Single(found));
        Assert.DoesNotContain("#clips", found[0].Sentence);
    }

    [Fact]
    public void A_bot_that_was_timed_out() => Is(Health.Broken, "timed the bot out", InGuild(Invite.All, [], Now.AddHours(1))[0]);

    [Fact]
    public void A_server_whose_automod_cannot_be_read() => Is(Health.Ok, "invite --automod", Assert.Single(InGuild(Invite.All, [])));

    [Fact]
    public void A_server_where_all_is_well() => Is(Health.Ok, "all it needs", Assert.Single(InGuild(Permissions.Administrator, [])));

    [Fact]
    public void A_redis_that_loses_jobs_unless_that_is_tolerated()
    {
        var redis = new RedisHealth([("appendonly", "it forgets jobs when it restarts: set appendonly to yes in it.")], "7.2.0", false, 0, 0, false);
        Is(Health.Broken, "set appendonly to yes", Judge.Redis(redis, new HashSet<string>()).First());
        Is(Health.Look, "set appendonly to yes", Judge.Redis(redis, new HashSet<string> { "appendonly" }).First());
    }

    [Fact]
    public void A_redis_that_is_a_replica_fails_to_write_or_is_nearly_full()
    {
        var well = new RedisHealth([], "7.2.0", false, 0, 0, false);
        Is(Health.Broken, "set REDIS_URL to the primary", Judge.Redis(well with { IsReplica = true }, new HashSet<string>()).First());
        Is(Health.Broken, "make room on its disk", Judge.Redis(well with { LastSaveFailed = true }, new HashSet<string>()).First());
        Is(Health.Look, "raise its maxmemory", Judge.Redis(well with { UsedBytes = 95 << 20, MostBytes = 100 << 20 }, new HashSet<string>()).First());
        Is(Health.Ok, "keeps jobs", Assert.Single(Judge.Redis(well, new HashSet<string>())));
    }

    [Fact]
    public void A_redis_that_refuses_forgets_is_slow_has_another_clock_or_no_connection_left()
    {
        var well = new RedisHealth([], "7.2.0", false, 0, 0, false);
        var none = new HashSet<string>();
        Is(Health.Broken, "is full", Judge.Redis(well with { Refusal = "It is full: give it more memory." }, none).First());
        Is(Health.Look, "raise its maxmemory", Assert.Single(Judge.Redis(well with { Evicted = 3 }, none)));
        Is(Health.Look, "put it near the bot", Assert.Single(Judge.Redis(well with { RoundTrip = TimeSpan.FromMilliseconds(251) }, none)));
        Is(Health.Ok, "keeps jobs", Assert.Single(Judge.Redis(well with { RoundTrip = TimeSpan.FromMilliseconds(250), Ahead = TimeSpan.FromSeconds(5) }, none)));
        Is(Health.Look, "65 s before Redis's machine's", Judge.Redis(well with { Ahead = TimeSpan.FromSeconds(65) }, none).Last());
        Is(Health.Look, "raise its maxclients", Assert.Single(Judge.Redis(well with { Clients = 91, MostClients = 100 }, none)));
        Is(Health.Ok, "keeps jobs", Assert.Single(Judge.Redis(well with { Clients = 90, MostClients = 100, UsedBytes = 90, MostBytes = 100 }, none)));
    }

    [Theory]
    [InlineData("", 1, Health.Ok, "1 shard")]
    [InlineData("4", 4, Health.Ok, "4 shard")]
    [InlineData("3", 4, Health.Look, "count to 4 in all processes together")]
    [InlineData("0-1/4", 4, Health.Look, "see that the other shards run, too")]
    [InlineData("0-1/2", 4, Health.Look, "Discord recommends 4 shards")]
    public void Shards(string set, int recommended, Health health, string told) => Is(health, told, Judge.Gateway(new() { Shards = recommended }, set).Last());

    [Theory]
    [InlineData(HttpStatusCode.OK, null)]
    [InlineData(HttpStatusCode.BadGateway, "https://discordstatus.com")]
    [InlineData(HttpStatusCode.TooManyRequests, "Stop the bot")]
    [InlineData(HttpStatusCode.Forbidden, "from another address")]
    [InlineData(HttpStatusCode.NotFound, "Discord:Api is https://discord.com/api")]
    [InlineData(HttpStatusCode.ProxyAuthenticationRequired, "a proxy answers in its place")]
    public void A_first_answer(HttpStatusCode status, string? told)
    {
        var finding = Judge.Network(new("https://discord.com/api"), status);
        Assert.Equal(told is null, finding is null);
        if (finding is not null) Is(Health.Broken, told!, finding);
    }

    [Fact]
    public void Workers_that_are_gone_set_aside_or_of_another_model_and_a_queue_that_stands()
    {
        var worker = new WorkerLook("w", "", ["pocket:10"], default, true, WorkerStanding.Serving, 1, 0);
        var card = Conversation.Street.Card;
        Is(Health.Broken, "start one with dotnet run", Assert.Single(Judge.Workers(AnyQueue.Empty with { Workers = [worker with { IsAlive = false }] }, [], "pocket")));
        Is(Health.Look, "failed several times in a row", Judge.Workers(AnyQueue.Empty with { Workers = [worker with { Standing = WorkerStanding.SetAside }] }, [card], "pocket").First());
        Is(Health.Broken, "set Queue:DefaultModel to one of pocket", Assert.Single(Judge.Workers(AnyQueue.Empty with { Workers = [worker] }, [card], "wan")));
        Is(Health.Look, "/mod queue opens it", Judge.Workers(AnyQueue.Empty with { Mode = QueueMode.Paused, Workers = [worker] }, [card], "pocket").First());
        Is(Health.Look, "is the bot running", Judge.Workers(AnyQueue.Empty with { Outbox = 2, OutboxAge = TimeSpan.FromMinutes(6), Workers = [worker] }, [card], "pocket").First());
        Is(Health.Ok, "1 running", Assert.Single(Judge.Workers(AnyQueue.Empty with { Outbox = 2, OutboxAge = TimeSpan.FromMinutes(5), Workers = [worker] }, [card], "pocket")));
    }

    [Theory]
    [InlineData((200L << 20) - 1, Health.Broken, "make room")]
    [InlineData(200L << 20, Health.Look, "less than 2 GiB")]
    [InlineData((2L << 30) - 1, Health.Look, "less than 2 GiB")]
    [InlineData(2L << 30, Health.Ok, "2 GiB")]
    public void A_disk(long free, Health health, string told) => Is(health, told, Judge.Disk("/tmp", free));

    [Theory]
    [InlineData((128L << 20) - 1, Health.Broken, "raise the container's limit")]
    [InlineData(128L << 20, Health.Look, "little for a worker")]
    [InlineData(512L << 20, Health.Ok, "512 MiB of memory are left")]
    public void A_memory(long available, Health health, string told) => Is(health, told, Judge.Memory(available));

    [Fact]
    public void A_gpu()
    {
        Is(Health.Ok, "No NVIDIA GPU", Judge.Gpu(Answer.None, wanted: false));
        Is(Health.Broken, "install NVIDIA's driver, CUDA 13 and cuDNN 9", Judge.Gpu(Answer.None, wanted: true));
        Is(Health.Look, "reinstall NVIDIA's driver", Judge.Gpu(Answer.Failed("it ended with 9"), wanted: false));
        Is(Health.Broken, "nvidia-smi fails: it ended with 9", Judge.Gpu(Answer.Failed("it ended with 9"), wanted: true));
        Is(Health.Broken, "it names none", Judge.Gpu(Answer.Of("\n"), wanted: true));
        Is(Health.Ok, "NVIDIA H100 80GB HBM3, 81559 MiB; ./run --gpu uses it.", Judge.Gpu(Answer.Of("NVIDIA H100 80GB HBM3, 81559 MiB\n"), wanted: false));
    }

    [Fact]
    public void A_role_that_lacks_what_one_channel_gives_back()
    {
        var given = new Channel { Id = new(20), Type = ChannelType.GuildText, Name = "clips", PermissionOverwrites = [new() { Id = new(9), Type = 1, Allow = Permissions.AttachFiles }] };
        Is(Health.Look, "lacks Attach Files", Assert.Single(InGuild(Invite.All & ~Permissions.AttachFiles, [given])));
        Is(Health.Broken, "lacks Attach Files", Assert.Single(InGuild(Invite.All & ~Permissions.AttachFiles, [given with { PermissionOverwrites = [] }])));
    }

    [Fact]
    public void A_forum_is_made_of_threads()
    {
        var forum = new Channel { Id = new(20), Type = ChannelType.GuildForum, Name = "films", PermissionOverwrites = [new() { Id = new(1), Type = 0, Deny = Permissions.SendMessages }] };
        Is(Health.Ok, "all it needs", Assert.Single(InGuild(Invite.All, [forum])));
        Is(Health.Broken, "no channel where", Assert.Single(InGuild(Invite.All, [forum with { PermissionOverwrites = [new() { Id = new(1), Type = 0, Deny = Permissions.SendMessagesInThreads }] }])));
    }

    [Fact]
    public void The_invitation_asks_for_the_least()
    {
        Assert.Equal(new(123456789012345678), Invite.ApplicationOf(Token));
        Assert.Null(Invite.ApplicationOf("nothing"));
        var link = Invite.Link(new(123456789012345678), withAutoMod: false).ToString();
        Assert.Contains("client_id=123456789012345678", link);
        Assert.Contains("scope=bot+applications.commands", link);
        Assert.EndsWith($"permissions={(ulong)Invite.All}", link);
        Assert.Equal((ulong)(Invite.All | Permissions.ManageGuild), ulong.Parse(Invite.Link(new(1), withAutoMod: true).ToString().Split('=')[^1]));
        Assert.False(Invite.All.Allows(Permissions.Administrator | Permissions.ManageMessages));
    }

    [Fact]
    public void A_token_that_discord_refuses() => Is(Health.Broken, "Reset Token", Judge.Refused("login", new DiscordException(DiscordFault.Refused, "401") { Status = HttpStatusCode.Unauthorized }));

    private static Application App { get; } = new() { Id = new(9), Name = "Clips" };

    private static Finding Of(Application application, GatewayIntents intents, string what) => Assert.Single(Judge.Application(application, intents), finding => finding.What == what);

    private static List<Finding> InGuild(Permissions held, IReadOnlyList<Channel> channels, DateTimeOffset? timedOut = null) => [.. Judge.Guild(
        new() { Id = new(1), Name = "Home" }, new(9), new() { CommunicationDisabledUntil = timedOut }, [new() { Id = new(1), Permissions = held }], channels, Now)];

    private static void Is(Health health, string told, Finding finding)
    {
        Assert.Contains(told, finding.Sentence);
        Assert.Equal(health, finding.Health);
    }
}
