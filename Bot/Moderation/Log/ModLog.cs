using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Moderation.Log;

/// <summary>What was done in a server, by whom, to what, and why.</summary>
/// <param name="By">A user's id; "bot" for what followed from the rules by itself.</param>
/// <param name="What">The end of a key "modlog.WHAT": "cancel", "ban", "rules" …</param>
/// <param name="User">Whom it was done to; empty for nobody.</param>
/// <param name="Target">A clip's or job's id, or what was changed; empty for nothing.</param>
public sealed record ModAct(string By, string What, string User, string Target, string Why, DateTimeOffset At)
{
    /// <summary>Sets one entry apart from all others.</summary>
    public string Id { get; init => field = value ?? ""; } = "";
}

/// <summary>A server's log of what its moderators did: nothing in it is changed but that a user who is forgotten becomes a mark.</summary>
internal sealed partial class ModLog(Keepsakes keepsakes, GuildBook rules, DiscordRest rest, IOptions<BotOptions> options, TimeProvider time, ILogger<ModLog> logger)
{
    private const int Most = 10_000, LongestWhy = 300;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Writes it down, and tells it in the server's log channel where there is one.</summary>
    /// <returns>False when there is a log channel which did not take it.</returns>
    public Task<bool> WriteAsync(string guild, string by, string what, string user, string target, string why, CancellationToken cancel) => WriteAsync(
        guild, new ModAct(by, what, user, target, why, time.GetUtcNow()) { Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)) }, cancel);

    /// <summary>As the other; the same act again, with its id and time, is no second entry.</summary>
    public async Task<bool> WriteAsync(string guild, ModAct act, CancellationToken cancel)
    {
        act = act with { Why = Markdown.Cut(act.Why.Trim(), LongestWhy) };
        var now = act.At;
        await keepsakes.FileAsync(List(guild), JsonSerializer.Serialize(act, Json), now, Most, options.Value.KeepLog, cancel);
        var channel = (await rules.ReadAsync(guild, cancel)).LogChannel;
        if (channel.Length == 0 || !Snowflake.TryParse(channel, out var place)) return true;
        try
        {
            await rest.CreateMessageAsync(place, new() { Content = Line(act, Tongues.English), Nonce = NonceOf(act), AllowedMentions = Discord.Resources.AllowedMentions.None }, cancel);
            return true;
        }
        catch (DiscordException e)
        {
            LogUntold(guild, e.Message);
            return false;
        }
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<ModAct>> ReadAsync(string guild, int skip, int take, CancellationToken cancel) =>
        [.. (await keepsakes.ListAsync(List(guild), skip, take, cancel)).Select(text => JsonSerializer.Deserialize<ModAct>(text, Json)!)];

    public Task<int> CountAsync(string guild, CancellationToken cancel) => keepsakes.CountAsync(List(guild), cancel);

    /// <summary>One entry in one line of Markdown.</summary>
    /// <param name="longestWhy">The reason is cut there; none is said where it is 0.</param>
    public static string Line(ModAct act, Tongue tongue, int longestWhy = LongestWhy)
    {
        var what = tongue.Say($"modlog.{act.What}", ("user", act.User.Length > 0 ? Mention(act.User) : ""), ("target", Markdown.Plain(act.Target, Math.Clamp(longestWhy, 40, 200))));
        var who = act.By == "bot" ? tongue.Say("modlog.bot") : Mention(act.By);
        var line = $"<t:{act.At.ToUnixTimeSeconds()}:f> {who}: {what}";
        if (act.Why.Length == 0 || longestWhy == 0) return line;
        var why = Markdown.Plain(act.Why, longestWhy);
        return $"{line} — {(act.What == "settings" ? ChannelOf().Replace(why, "<#$1>") : why)}"; // channels that were set are shown as such
    }

    /// <summary>A channel's mention, as <see cref="Markdown.Plain"/> leaves it.</summary>
    [GeneratedRegex(@"\\<\\#([0-9]{17,20})\\>")]
    private static partial Regex ChannelOf();

    private static string Mention(string user) => Snowflake.TryParse(user, out var id) ? $"<@{id}>" : Markdown.Plain(user, 40);

    private static string List(string guild) => $"modlog:{guild}";

    private static string NonceOf(ModAct act) => "log-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(act.Id)))[..16];

    [LoggerMessage(LogLevel.Warning, "What moderators of {Guild} did could not be told in their log channel; it is kept: {Problem}")]
    private partial void LogUntold(string guild, string problem);
}
