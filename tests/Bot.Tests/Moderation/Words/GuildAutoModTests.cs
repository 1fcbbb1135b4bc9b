using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Moderation.Gate;
using ChatVideoBot.Bot.Moderation.Words;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Sandbox;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Tests.Moderation.Words;

/// <summary>What is asked of Discord, when, and what holds while it does not answer.</summary>
public sealed class GuildAutoModTests : IAsyncLifetime
{
    private const ulong ManageGuild = 1UL << 5;

    private readonly ManualTime _time = new();
    private readonly ConcurrentQueue<string> _asked = [];
    private SandboxServer _discord = null!;
    private DiscordRest _rest = null!;
    private GuildAutoMod _mod = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    private Snowflake Guild => Snowflake.Parse(_discord.GuildId);

    public async ValueTask InitializeAsync() => await StartAsync(ManageGuild);

    public async ValueTask DisposeAsync()
    {
        _rest.Dispose();
        await _discord.DisposeAsync();
    }

    [Fact]
    public async Task Discord_is_asked_once_in_five_minutes_and_after_a_change()
    {
        await MakeRuleAsync("cat");
        Assert.Equal(AutoModSight.Unasked, _mod.Look(Guild).Sight);

        Assert.Equal(1, (await _mod.RulesOfAsync(Guild, Cancel)).Count);
        await MakeRuleAsync("dog");
        _time.Advance(TimeSpan.FromMinutes(4.9));
        Assert.Equal(1, (await _mod.RulesOfAsync(Guild, Cancel)).Count);
        Assert.Single(_asked);

        _time.Advance(TimeSpan.FromMinutes(0.2));
        Assert.Equal(2, (await _mod.RulesOfAsync(Guild, Cancel)).Count);
        Assert.Equal(AutoModSight.Followed, _mod.Look(Guild).Sight);

        await MakeRuleAsync("fox");
        await _mod.HandleAsync(new AutoModerationRuleEvent(new() { GuildId = 5 }, false), Cancel);
        Assert.Equal(2, (await _mod.RulesOfAsync(Guild, Cancel)).Count); // another guild's
        await _mod.HandleAsync(new AutoModerationRuleEvent(new() { GuildId = Guild }, false), Cancel);
        Assert.Equal(3, (await _mod.RulesOfAsync(Guild, Cancel)).Count);
        Assert.Equal(3, _asked.Count);
    }

    [Fact]
    public async Task Without_the_permission_it_is_asked_again_after_an_hour()
    {
        await DisposeAsync();
        await StartAsync(0);

        Assert.Equal(0, (await _mod.RulesOfAsync(Guild, Cancel)).Count);
        _time.Advance(TimeSpan.FromMinutes(59));
        await _mod.RulesOfAsync(Guild, Cancel);
        Assert.Equal((AutoModSight.Forbidden, 1), (_mod.Look(Guild).Sight, _asked.Count));

        _time.Advance(TimeSpan.FromMinutes(2));
        await _mod.RulesOfAsync(Guild, Cancel);
        Assert.Equal(2, _asked.Count);
        _mod.Forget(Guild); // somebody gave it
        await _mod.RulesOfAsync(Guild, Cancel);
        Assert.Equal(3, _asked.Count);
    }

    [Fact]
    public async Task While_Discord_fails_what_was_known_holds()
    {
        await MakeRuleAsync("cat");
        await _mod.RulesOfAsync(Guild, Cancel);
        await FaultAsync(new() { ["status"] = 400, ["route"] = "/guilds", ["times"] = 1 });

        _time.Advance(TimeSpan.FromMinutes(6));
        var held = await _mod.RulesOfAsync(Guild, Cancel);

        Assert.NotNull(held.Find(["a cat"], [], []));
        Assert.Equal(AutoModSight.Unanswered, _mod.Look(Guild).Sight);
        _time.Advance(TimeSpan.FromSeconds(31));
        await _mod.RulesOfAsync(Guild, Cancel);
        Assert.Equal(AutoModSight.Followed, _mod.Look(Guild).Sight);
    }

    [Fact]
    public async Task An_order_waits_a_second_for_Discord_and_not_longer()
    {
        await MakeRuleAsync("cat");
        await FaultAsync(new() { ["delay"] = 60, ["route"] = "/guilds", ["times"] = 1 });

        var waiting = _mod.RulesOfAsync(Guild, Cancel);
        while (_asked.IsEmpty) await Task.Delay(10, Cancel);
        _time.Advance(GuildAutoMod.Patience - TimeSpan.FromTicks(1));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(0, (await waiting).Count);
        Assert.Equal(AutoModSight.Unasked, _mod.Look(Guild).Sight); // the question goes on without it
        var looking = LookAsync("a dog"); // and nobody passes who asked before the answer
        _time.Advance(GuildAutoMod.Patience);
        await Assert.ThrowsAsync<TimeoutException>(() => looking);
    }

    [Fact]
    public async Task Where_nothing_was_ever_known_and_Discord_fails_a_moderator_looks()
    {
        await MakeRuleAsync("cat");
        await FaultAsync(new() { ["status"] = 400, ["route"] = "/guilds", ["times"] = 1 });

        Assert.Equal(HitKind.Unread, (await LookAsync("a dog"))?.Kind);
        Assert.Equal(AutoModSight.Unknown, _mod.Look(Guild).Sight);
        Assert.Null(await LookAsync("a manager's cat", isManager: true)); // whom no rule holds

        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Null(await LookAsync("a dog"));
        Assert.Equal(HitKind.AutoMod, (await LookAsync("a cat"))?.Kind);
    }

    [Fact]
    public async Task Many_orders_at_once_are_one_question()
    {
        await MakeRuleAsync("cat");

        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _mod.RulesOfAsync(Guild, Cancel)));

        Assert.All(all, rules => Assert.Equal(1, rules.Count));
        Assert.Single(_asked);
    }

    private Task<Hit?> LookAsync(string prompt, bool isManager = false) =>
        new PromptWatch(_mod).LookAsync(_discord.GuildId, new(), new([], false), [], isManager, [prompt], Cancel);

    private async Task StartAsync(ulong permissions)
    {
        var options = new SandboxOptions { RateLimits = false, Answered = answer => { if (answer.Path.EndsWith("/auto-moderation/rules", StringComparison.Ordinal)) _asked.Enqueue(answer.Path); } };
        options.BotPermissions |= permissions;
        _discord = await SandboxServer.StartAsync(options, Cancel);
        _rest = new(Options.Create(new DiscordOptions { Api = _discord.Api, Token = _discord.Token }), TimeProvider.System, NullLogger<DiscordRest>.Instance);
        _mod = new(_rest, _time, NullLogger<GuildAutoMod>.Instance);
    }

    private async Task MakeRuleAsync(string keyword)
    {
        using var http = new HttpClient { BaseAddress = _discord.Page };
        var rule = new JsonObject { ["trigger_metadata"] = new JsonObject { ["keyword_filter"] = new JsonArray(keyword) } };
        (await http.PostAsJsonAsync($"sandbox/guilds/{_discord.GuildId}/auto-moderation", rule, Cancel)).EnsureSuccessStatusCode();
    }

    private async Task FaultAsync(JsonObject fault)
    {
        using var http = new HttpClient { BaseAddress = _discord.Page };
        (await http.PostAsJsonAsync("sandbox/faults", new JsonObject { ["rest"] = fault }, Cancel)).EnsureSuccessStatusCode();
    }
}
