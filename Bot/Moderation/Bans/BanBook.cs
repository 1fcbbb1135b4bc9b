using System.Text.Json;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Moderation.Bans;

/// <summary>Somebody may not use the bot in a server.</summary>
/// <param name="User">Their id; empty once everything of them was forgotten, while the ban goes on.</param>
/// <param name="Until">Null: until a moderator lifts it.</param>
/// <param name="By">A moderator's id; "bot" where it followed from refused prompts.</param>
/// <param name="Why">As the user is told it; empty for nothing.</param>
public sealed record Ban(string User, DateTimeOffset? Until, string By, string Why, DateTimeOffset At);

/// <summary>Who is barred in which server, for how long; and the ladder: refused prompts that bar by themselves.</summary>
internal sealed class BanBook(Keepsakes keepsakes, Marks marks, TimeProvider time)
{
    /// <summary>So many of a server's bans are listed; more may hold.</summary>
    public const int MostShown = 10_000;

    private const int MostBans = 100_000, MostCounted = 100, AtOnce = 1000;
    private static readonly TimeSpan Ever = TimeSpan.FromDays(36500), Day = TimeSpan.FromHours(24);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Null when the user may ask.</summary>
    public async Task<Ban?> FindAsync(string guild, string user, CancellationToken cancel)
    {
        if (guild.Length == 0) return null;
        var mark = await marks.OfAsync(guild, user, cancel);
        return await keepsakes.ReadAsync(Key(guild, mark), cancel) is { } text && Parse(text) is { } ban && !IsOver(ban) ? ban : null;
    }

    /// <param name="length">Null: until it is lifted.</param>
    public async Task<Ban> BarAsync(string guild, string user, TimeSpan? length, string by, string why, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var ban = new Ban(user, now + length, by, why, now);
        var mark = await marks.OfAsync(guild, user, cancel);
        await keepsakes.WriteAsync(Key(guild, mark), JsonSerializer.Serialize(ban, Json), length ?? Ever, cancel);
        await keepsakes.FileAsync(List(guild), mark, now, MostBans, Ever, cancel);
        return ban;
    }

    /// <summary>False when the user was not barred.</summary>
    public async Task<bool> LiftAsync(string guild, string user, CancellationToken cancel)
    {
        var was = await FindAsync(guild, user, cancel) is not null;
        var mark = await marks.OfAsync(guild, user, cancel);
        await keepsakes.UnfileAsync(List(guild), mark, cancel);
        await keepsakes.ForgetAsync(cancel, Key(guild, mark), Count(guild, mark)); // and begins anew
        return was;
    }

    /// <summary>Newest first, at most <see cref="MostShown"/>; those that are over are taken off the list.</summary>
    public async Task<IReadOnlyList<Ban>> ReadAsync(string guild, CancellationToken cancel)
    {
        var bans = new List<Ban>();
        for (var skip = 0; skip < MostShown; skip += AtOnce)
        {
            var listed = await keepsakes.ListAsync(List(guild), skip, AtOnce, cancel);
            var texts = await keepsakes.ReadAsync([.. listed.Select(mark => Key(guild, mark))], cancel);
            var over = new List<string>();
            for (var i = 0; i < listed.Count; i++)
            {
                if (texts[i] is { } text && Parse(text) is { } ban && !IsOver(ban)) bans.Add(ban);
                else over.Add(listed[i]);
            }
            foreach (var mark in over)
            {
                await keepsakes.UnfileAsync(List(guild), mark, cancel);
                if (await keepsakes.ReadAsync(Key(guild, mark), cancel) is { } anew && Parse(anew) is { } ban && !IsOver(ban)) // barred again meanwhile
                    await keepsakes.FileAsync(List(guild), mark, ban.At, MostBans, Ever, cancel);
            }
            skip -= over.Count; // what follows moved up
            if (listed.Count < AtOnce) break;
        }
        return bans;
    }

    /// <summary>Counts a refused prompt, once for each order, and bars where the ladder says so.</summary>
    /// <returns>The ban that follows from it; null for none.</returns>
    public async Task<Ban?> CountRefusalAsync(string guild, string user, string order, GuildRules rules, CancellationToken cancel)
    {
        if (guild.Length == 0 || rules.Ladder.Count == 0) return null;
        var (now, list) = (time.GetUtcNow(), Count(guild, await marks.OfAsync(guild, user, cancel)));
        // One that was counted stays where it was: whoever counted it may have died before the bar, which then follows now.
        var counted = (await keepsakes.ListAsync(list, 0, MostCounted, cancel)).FirstOrDefault(member => member.StartsWith(order + " ", StringComparison.Ordinal));
        var own = (At: counted is null ? now.ToUnixTimeMilliseconds() : AtOf(counted), Order: order);
        if (counted is null) await keepsakes.FileAsync(list, $"{own.Order} {own.At}", now, MostCounted, Day, cancel);
        var since = (now - Day).ToUnixTimeMilliseconds();
        // Of two at once each has a number of its own, so that no rung is stepped over.
        var today = (await keepsakes.ListAsync(list, 0, MostCounted, cancel))
            .Count(member => member.Split(' ') is [var other, _] && AtOf(member) is var when && when > since
                && (when < own.At || when == own.At && string.CompareOrdinal(other, own.Order) <= 0));
        var left = rules.Ladder.LastOrDefault(rung => rung.Refusals == today) is { } rung ? DateTimeOffset.FromUnixTimeMilliseconds(own.At) + rung.Bar - now : TimeSpan.Zero;
        return left > TimeSpan.Zero ? await BarAsync(guild, user, left, "bot", "", cancel) : null; // what was barred and is over is not barred again
    }

    private static long AtOf(string member) => member.Split(' ') is [_, var at] && long.TryParse(at, out var when) ? when : 0;

    /// <summary>A moderator found that a prompt should not have been refused: it does not count.</summary>
    public async Task PardonAsync(string guild, string user, string order, CancellationToken cancel)
    {
        var list = Count(guild, await marks.OfAsync(guild, user, cancel));
        foreach (var member in await keepsakes.ListAsync(list, 0, MostCounted, cancel))
            if (member.StartsWith(order + " ", StringComparison.Ordinal)) await keepsakes.UnfileAsync(list, member, cancel);
    }

    /// <summary>The user is forgotten: the ban goes on under the mark, without a name.</summary>
    public async Task ForgetNameAsync(string guild, string user, CancellationToken cancel)
    {
        if (await FindAsync(guild, user, cancel) is not { } ban) return;
        var left = ban.Until - time.GetUtcNow() ?? Ever;
        var mark = await marks.OfAsync(guild, user, cancel);
        await keepsakes.WriteAsync(Key(guild, mark), JsonSerializer.Serialize(ban with { User = "" }, Json), left, cancel);
    }

    private bool IsOver(Ban ban) => ban.Until <= time.GetUtcNow();

    private static Ban? Parse(string text) => JsonSerializer.Deserialize<Ban>(text, Json);

    private static string Key(string guild, string mark) => $"ban:{guild}:{mark}";

    private static string List(string guild) => $"bans:{guild}";

    private static string Count(string guild, string mark) => $"refusals:{guild}:{mark}";
}
