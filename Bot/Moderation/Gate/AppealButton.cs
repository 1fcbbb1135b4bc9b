using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Moderation.Bans;
using ChatVideoBot.Bot.Moderation.Cases;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Moderation.Gate;

/// <summary>A refused order is put before a moderator: once each, and so many in 24 hours as the server allows.</summary>
internal sealed class AppealButton(
    PendingOrders pending, Keepsakes keepsakes, GuildBook book, CaseBook cases, JobQueue queue, Marks marks, OrderDesk desk, Answers answers, DiscordRest rest, TimeProvider time) : IPress
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    public string Prefix => GateAnswers.Appeal;

    public async Task PressAsync(Interaction interaction, InteractionData data, string id, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        if (await RefuseAsync(interaction, id, tongue, cancel) is { } refusal)
        {
            await answers.RefuseAsync(interaction, refusal, cancel);
            return;
        }
        var kept = (await pending.FindAsync(id, cancel))!;
        await desk.TakeAsync(new ConfirmedAsker(new InteractionAsker(interaction, answers, rest), new(id)), kept.Order with { IsAppeal = true }, cancel);
    }

    /// <summary>Why it is not taken; null when it is, and counted.</summary>
    private async Task<string?> RefuseAsync(Interaction interaction, string id, Tongue tongue, CancellationToken cancel)
    {
        if (interaction.GuildId?.ToString() is not { } guild || !JobId.IsValid(id) || await pending.FindAsync(id, cancel) is not { } kept)
            return tongue.Say("order.confirm.over");
        var user = interaction.Invoker!.Id.ToString();
        if (kept.User != user) return tongue.Say("order.confirm.not-yours");
        var most = (await book.ReadAsync(guild, cancel)).AppealsADay;
        var (list, now) = ($"appeals:{guild}:{await marks.OfAsync(guild, user, cancel)}", time.GetUtcNow());
        var today = (await keepsakes.ListAsync(list, 0, 100, cancel)).Where(member => IsSince(member, now - Day)).ToList();
        if (today.Any(member => member.StartsWith(id + " ", StringComparison.Ordinal)))
            return await IsTakenAsync(guild, id, cancel) ? tongue.Say("gate.appeal.twice") : null; // counted, and then the line was full, or the process died
        if (today.Count >= most) return tongue.Say("gate.appeal.many", ("count", most));
        await keepsakes.FileAsync(list, $"{id} {now.ToUnixTimeMilliseconds()}", now, 100, Day, cancel);
        return null;
    }

    /// <summary>Whether it came before a moderator. An open case without an order is one that broke off.</summary>
    private async Task<bool> IsTakenAsync(string guild, string id, CancellationToken cancel) =>
        await queue.FindAsync(new(id), cancel) is not null || await cases.FindAsync(guild, id, cancel) is { End: CaseEnd.Approved or CaseEnd.Refused };

    private static bool IsSince(string member, DateTimeOffset since) =>
        member.Split(' ') is [_, var at] && long.TryParse(at, out var when) && when > since.ToUnixTimeMilliseconds();
}
