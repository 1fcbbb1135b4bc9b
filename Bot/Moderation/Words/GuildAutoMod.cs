using System.Collections.Concurrent;
using System.Net;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Rest;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Moderation.Words;

/// <summary>Whether a guild's AutoMod rules are known.</summary>
public enum AutoModSight
{
    /// <summary>Nobody asked yet.</summary>
    Unasked,

    /// <summary>They hold for prompts.</summary>
    Followed,

    /// <summary>The bot may not read them: it lacks Manage Server.</summary>
    Forbidden,

    /// <summary>Discord did not say. What was known last holds.</summary>
    Unanswered,

    /// <summary>Discord did not say, and never has: nobody knows what the guild forbids.</summary>
    Unknown,
}

/// <summary>Every guild's AutoMod rules, asked of Discord once in five minutes at most, and after a change.</summary>
public sealed partial class GuildAutoMod(DiscordRest rest, TimeProvider time, ILogger<GuildAutoMod> logger) : IGatewayEventHandler
{
    /// <summary>An order's first answer is due in three seconds, of which this may take one.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private const int MostGuilds = 10_000;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5), FreshRefusal = TimeSpan.FromHours(1), FreshFailure = TimeSpan.FromSeconds(30), LongestQuestion = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<Snowflake, Sight> _guilds = new();

    /// <summary>
    /// The rules that hold for a prompt; none when they cannot be read. <see cref="Look"/> says whether none is the guild's word, or nobody's yet. Never
    /// throws but when cancelled, and never takes longer than <see cref="Patience"/>.
    /// </summary>
    public async Task<AutoModRules> RulesOfAsync(Snowflake guild, CancellationToken cancel)
    {
        var sight = SightOf(guild);
        var asking = sight.Ask(time, () => AskAsync(guild, sight));
        if (!asking.IsCompleted)
        {
            try
            {
                await asking.WaitAsync(Patience, time, cancel);
            }
            catch (TimeoutException)
            {
                LogSlow(guild);
            }
        }
        return sight.Rules;
    }

    /// <summary>What is known of a guild.</summary>
    public (AutoModSight Sight, AutoModRules Rules) Look(Snowflake guild) => _guilds.TryGetValue(guild, out var sight) ? sight.Look() : (AutoModSight.Unasked, AutoModRules.None);

    /// <summary>Discord is asked again with the next order; what was known holds until it answers.</summary>
    public void Forget(Snowflake guild)
    {
        if (_guilds.TryGetValue(guild, out var sight)) sight.GoStale();
    }

    public bool Wants(string name) => name.StartsWith("AUTO_MODERATION_RULE_", StringComparison.Ordinal) || name == "GUILD_DELETE";

    public Task HandleAsync(GatewayEvent e, CancellationToken cancel)
    {
        if (e is AutoModerationRuleEvent changed) Forget(changed.Rule.GuildId);
        else if (e is GuildDeleteEvent { IsRemoved: true } gone) _guilds.TryRemove(gone.Guild.Id, out _);
        return Task.CompletedTask;
    }

    private Sight SightOf(Snowflake guild)
    {
        if (_guilds.Count >= MostGuilds && !_guilds.ContainsKey(guild)) _guilds.Clear(); // all are asked anew
        return _guilds.GetOrAdd(guild, _ => new());
    }

    private async Task AskAsync(Snowflake guild, Sight sight)
    {
        using var limit = new CancellationTokenSource(LongestQuestion, time);
        try
        {
            sight.Rules = AutoModRules.Of(await rest.ListAutoModerationRulesAsync(guild, limit.Token));
            sight.Saw(AutoModSight.Followed, Fresh);
            foreach (var pattern in sight.Rules.Skipped) LogSkipped(guild, pattern.Rule, pattern.Why);
        }
        catch (DiscordException e) when (e.Status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
        {
            sight.Rules = AutoModRules.None;
            sight.Saw(AutoModSight.Forbidden, FreshRefusal);
            LogForbidden(guild);
        }
        catch (Exception e) when (e is DiscordException or OperationCanceledException)
        {
            sight.FailedToSee(FreshFailure);
            LogUnanswered(guild, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "The AutoMod rules of guild {Guild} cannot be read: the bot lacks Manage Server there.")]
    private partial void LogForbidden(Snowflake guild);

    [LoggerMessage(LogLevel.Warning, "Discord did not say the AutoMod rules of guild {Guild}; what was known last holds, and where nothing was, a moderator looks at orders: {Problem}")]
    private partial void LogUnanswered(Snowflake guild, string problem);

    [LoggerMessage(LogLevel.Information, "Discord is slow to say the AutoMod rules of guild {Guild}; what was known last holds, and where nothing was, orders wait for it.")]
    private partial void LogSlow(Snowflake guild);

    [LoggerMessage(LogLevel.Information, "A pattern in AutoMod rule \"{Rule}\" of guild {Guild} cannot be read here: {Why}")]
    private partial void LogSkipped(Snowflake guild, string rule, string why);

    /// <summary>What is known of one guild, and the question that is under way.</summary>
    private sealed class Sight
    {
        private readonly Lock _gate = new();
        private Task _asking = Task.CompletedTask;
        private TimeSpan _fresh;
        private long _askedAt;
        private bool _isStale = true;

        public volatile AutoModRules Rules = AutoModRules.None;

        private AutoModSight State { get; set; }

        /// <summary>The question under way, or a new one when what is known is old.</summary>
        public Task Ask(TimeProvider time, Func<Task> ask)
        {
            lock (_gate)
            {
                if (!_asking.IsCompleted || !_isStale && time.GetElapsedTime(_askedAt) < _fresh) return _asking;
                (_isStale, _askedAt, _fresh) = (false, time.GetTimestamp(), FreshFailure);
                return _asking = Task.Run(ask);
            }
        }

        public void Saw(AutoModSight state, TimeSpan fresh)
        {
            lock (_gate) (State, _fresh) = (state, fresh);
        }

        /// <summary>What was known last holds; where nothing was, that is said.</summary>
        public void FailedToSee(TimeSpan fresh)
        {
            lock (_gate) (State, _fresh) = (State is AutoModSight.Unasked or AutoModSight.Unknown ? AutoModSight.Unknown : AutoModSight.Unanswered, fresh);
        }

        public (AutoModSight Sight, AutoModRules Rules) Look()
        {
            lock (_gate) return (State, Rules);
        }

        public void GoStale()
        {
            lock (_gate) _isStale = true;
        }
    }
}
