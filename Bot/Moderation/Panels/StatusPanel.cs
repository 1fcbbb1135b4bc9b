using System.Text;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Moderation.Log;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Moderation.Words;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Moderation.Panels;

/// <summary>/mod status: workers and how the whole line stands, what is wrong first. The bot's owner also pauses it all, and takes workers out.</summary>
internal sealed class StatusPanel(JobQueue queue, Owners owners, GuildBook book, GuildAutoMod autoMod, ModLog log, StatusBoard board, Answers answers, DiscordRest rest) : ModPanel
{
    private const string Mode = "mode", Worker = "worker", Refresh = "refresh";
    private const int MostWorkers = 20, LongestName = 100, LongestContent = 2000;
    private static readonly TimeSpan OldOutbox = TimeSpan.FromMinutes(5);

    private static readonly string Version = typeof(StatusPanel).Assembly.GetName().Version?.ToString(3) ?? "";

    public override string Name => "status";

    /// <summary>There is nothing in it of any server's own.</summary>
    public override bool IsForOwner => true;

    public override async Task OpenAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, InteractionResponse.DeferredMessage(ephemeral: true), cancel);
        await rest.EditOriginalInteractionResponseAsync(interaction, await ShowAsync(interaction, null, cancel), cancel);
    }

    public override async Task PressAsync(Interaction interaction, InteractionData data, string said, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, InteractionResponse.DeferredUpdate(), cancel);
        string? told = null;
        if (said != Refresh)
            told = await owners.HasAsync(interaction.Invoker!.Id, cancel) ? await DoAsync(interaction, data, said, cancel) : $"⚠️ {Tongues.Of(interaction.Locale).Say("mod.status.owner-only")}";
        await rest.EditOriginalInteractionResponseAsync(interaction, await ShowAsync(interaction, told, cancel), cancel);
    }

    /// <summary>What only the owner may do.</summary>
    private async Task<string?> DoAsync(Interaction interaction, InteractionData data, string said, CancellationToken cancel)
    {
        var (tongue, by, guild) = (Tongues.Of(interaction.Locale), interaction.Invoker!.Id.ToString(), interaction.GuildId?.ToString());
        var word = new Word(by, "/mod status");
        if (said.Split(':') is [Mode, var name] && Enum.TryParse<QueueMode>(name, ignoreCase: true, out var mode) && Enum.IsDefined(mode))
        {
            await (mode switch
            {
                QueueMode.Paused => queue.PauseAsync(word, cancel),
                QueueMode.Draining => queue.DrainAsync(word, cancel),
                _ => queue.ResumeAsync(word, cancel),
            });
            if (guild is not null) await log.WriteAsync(guild, by, $"all.{mode.ToString().ToLowerInvariant()}", "", "", "", cancel);
            board.Wake();
            return "✅ " + tongue.Say($"mod.status.all.{mode.ToString().ToLowerInvariant()}");
        }
        if (said != Worker || data.Values is not [var picked, ..]) return null;
        var look = await queue.LookAsync(cancel);
        if (look.Workers.FirstOrDefault(worker => Markdown.Cut(worker.Name, LongestName) == picked) is not { } found) return $"⚠️ {tongue.Say("mod.status.worker.gone")}";
        var rests = found.Standing == WorkerStanding.Serving;
        if (!await queue.MaintainAsync(found.Name, rests, word, cancel)) return $"⚠️ {tongue.Say("mod.status.worker.gone")}";
        if (guild is not null) await log.WriteAsync(guild, by, rests ? "worker.rest" : "worker.serve", "", found.Name, "", cancel);
        return "✅ " + tongue.Say(rests ? "mod.status.worker.rests" : "mod.status.worker.serves", ("worker", Markdown.Plain(found.Name, 60)));
    }

    private async Task<MessageEdit> ShowAsync(Interaction interaction, string? told, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        var look = await queue.LookAsync(cancel);
        var isOwner = await owners.HasAsync(interaction.Invoker!.Id, cancel);
        return new()
        {
            Content = Lines(new[] { told }.OfType<string>().Concat(Describe(look, tongue)).Concat(new[] { await AutoModAsync(interaction, tongue, cancel) }.OfType<string>())),
            Components =
            [
                .. !isOwner || look.Workers.Count == 0 ? [] : new[] { ActionRow.Of(new StringSelect
                {
                    CustomId = $"mod:status:{Worker}",
                    Placeholder = Markdown.Cut(tongue.Say("mod.status.worker.pick"), 150),
                    Options = [.. look.Workers.Take(MostWorkers).Select(worker => new SelectOption { Label = Markdown.Cut(worker.Name, LongestName), Value = Markdown.Cut(worker.Name, LongestName) }).DistinctBy(option => option.Value)],
                }) },
                ActionRow.Of(
                [
                    Button.Secondary($"mod:status:{Refresh}", tongue.Say("mod.queue.refresh"), "🔄"),
                    .. !isOwner ? [] : new[]
                    {
                        look.Mode == QueueMode.Open
                            ? Button.Danger($"mod:status:{Mode}:paused", tongue.Say("mod.status.pause-all"), "⏸️")
                            : Button.Success($"mod:status:{Mode}:open", tongue.Say("mod.status.open-all"), "▶️"),
                        Button.Secondary($"mod:status:{Mode}:draining", tongue.Say("mod.status.drain-all"), "🚧") with { Disabled = look.Mode == QueueMode.Draining ? true : null },
                    },
                ]),
            ],
        };
    }

    /// <summary>That this server wants its AutoMod rules to hold, and the bot may not read them; null where all is well, or nobody wants it.</summary>
    private async Task<string?> AutoModAsync(Interaction interaction, Tongue tongue, CancellationToken cancel)
    {
        if (interaction.GuildId is not { } guild || !(await book.ReadAsync(guild.ToString(), cancel)).FollowsAutoMod) return null;
        await autoMod.RulesOfAsync(guild, cancel);
        return autoMod.Look(guild).Sight == AutoModSight.Forbidden ? $"ℹ️ {tongue.Say("mod.settings.automod")}: {tongue.Say("mod.settings.automod.forbidden")}" : null;
    }

    /// <summary>What is wrong, then the line, then the workers.</summary>
    internal static IEnumerable<string> Describe(QueueLook look, Tongue tongue)
    {
        var wrong = Wrong(look, tongue).ToList();
        foreach (var line in wrong) yield return $"⚠️ {line}";
        if (wrong.Count == 0) yield return $"🟢 {tongue.Say("mod.status.well")}";
        yield return tongue.Say("mod.status.line", ("running", look.Running), ("waiting", look.Waiting), ("held", look.Held), ("outbox", look.Outbox));
        if (QueueCommand.Bands(look, tongue) is { Length: > 0 } bands) yield return tongue.Say("mod.status.bands", ("bands", bands));
        if (look.Outbox > 0 && look.OutboxAge <= OldOutbox) yield return tongue.Say("mod.status.outbox", ("time", Sentences.Duration(look.OutboxAge, tongue)));
        if (look.EtaErrorMedian is { } median && look.EtaErrorP90 is { } most)
            yield return tongue.Say("mod.status.eta", ("median", Math.Round(median * 100)), ("most", Math.Round(most * 100)));
        yield return tongue.Say("mod.status.counts", ("claims", look.Claims), ("crashes", look.Crashes), ("expired", look.Expired));
        foreach (var worker in look.Workers.OrderByDescending(worker => worker.IsAlive).ThenBy(worker => worker.Name, StringComparer.Ordinal).Take(MostWorkers))
        {
            var sign = !worker.IsAlive ? "⚫" : worker.Standing == WorkerStanding.Serving ? "🟢" : "🟠";
            var standing = tongue.Say(!worker.IsAlive ? "mod.status.gone" : $"mod.status.standing.{worker.Standing.ToString().ToLowerInvariant()}");
            var models = string.Join(", ", worker.Lanes.Select(lane => Lane.Parse(lane).Model).Distinct().Take(4));
            yield return $"- {sign} **{Markdown.Plain(worker.Name, 40)}** {Markdown.Plain(worker.Version, 20)} · {standing} · {Markdown.Plain(models, 80)} · {tongue.Say("mod.status.speed", ("speed", Math.Round(worker.Speed, 2)))}"
                + (worker.Faults > 0 ? " · " + tongue.Say("mod.status.faults", ("count", worker.Faults)) : "");
        }
        if (look.Workers.Count > MostWorkers) yield return tongue.Say("line.more", ("count", look.Workers.Count - MostWorkers));
        yield return $"-# ChatVideoBot {Version}";
    }

    /// <summary>As many whole lines as a message holds.</summary>
    private static string Lines(IEnumerable<string> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines.Select(line => Markdown.Cut(line, LongestContent)))
            if (text.Length + line.Length + 1 <= LongestContent) text.Append(line).Append('\n');
        return text.ToString().TrimEnd();
    }

    private static IEnumerable<string> Wrong(QueueLook look, Tongue tongue)
    {
        if (!look.Workers.Any(worker => worker.IsAlive)) yield return tongue.Say("line.no-worker");
        if (look.Mode == QueueMode.Paused) yield return tongue.Say("line.paused");
        if (look.Mode == QueueMode.Draining) yield return tongue.Say("line.draining");
        foreach (var worker in look.Workers.Where(worker => worker is { IsAlive: true, Standing: WorkerStanding.SetAside }))
            yield return tongue.Say("mod.status.set-aside", ("worker", Markdown.Plain(worker.Name, 40)));
        if (look.OutboxAge > OldOutbox) yield return tongue.Say("mod.status.old-outbox", ("time", Sentences.Duration(look.OutboxAge, tongue)));
    }
}
