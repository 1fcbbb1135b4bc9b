using System.Text.Json;
using System.Text.Json.Serialization;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Moderation.Rules;

/// <summary>The servers' rules, in Redis: what one moderator sets holds for the next order, whichever process of the bot takes it.</summary>
internal sealed class GuildBook(Keepsakes keepsakes, IOptions<BotOptions> options)
{
    /// <summary>The first part of its keepsakes' names.</summary>
    public const string Kind = "rules";

    private const int MostTries = 20;
    private static readonly TimeSpan Life = TimeSpan.FromDays(36500);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private GuildRules Fresh => new() { Consent = options.Value.Consent };

    /// <param name="guild">Its id; empty in a direct message, where the first rules hold.</param>
    public async Task<GuildRules> ReadAsync(string guild, CancellationToken cancel) =>
        guild.Length > 0 && await keepsakes.ReadAsync(Key(guild), cancel) is { } text ? Parse(text) : Fresh;

    /// <summary>Changes them. Of two moderators who change at once both changes stand: the later is made to what the earlier left.</summary>
    /// <param name="change">Called again where somebody was quicker; changes nothing else.</param>
    /// <returns>The rules as they were and as they are.</returns>
    public async Task<(GuildRules Before, GuildRules After)> ChangeAsync(string guild, Func<GuildRules, GuildRules> change, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(guild);
        for (var tries = 0; tries < MostTries; tries++)
        {
            var was = await keepsakes.ReadAsync(Key(guild), cancel);
            var before = was is null ? Fresh : Parse(was);
            var after = change(before);
            if (await keepsakes.TryReplaceAsync(Key(guild), was, JsonSerializer.Serialize(after, Json), Life, cancel)) return (before, after);
        }
        throw new InvalidOperationException($"The rules of {guild} were changed by others {MostTries} times in a row.");
    }

    private GuildRules Parse(string text) => JsonSerializer.Deserialize<GuildRules>(text, Json) ?? Fresh;

    private static string Key(string guild) => $"{Kind}:{guild}";
}
