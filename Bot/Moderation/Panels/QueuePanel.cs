using System.Globalization;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Moderation.Cases;
using ChatVideoBot.Bot.Moderation.Log;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Moderation.Panels;

/// <summary>
/// /mod queue: this server's line, which keeps itself up to date for a while; a job can be picked to be put first, held, let go or cancelled, and
/// the line be paused or worked off. What belongs to other servers is neither shown nor touched.
/// </summary>
internal sealed class QueuePanel(
    JobQueue queue, CaseBook cases, CaseDesk desk, ModLog log, LivePanels live, StatusBoard board, Overview overview, Answers answers, DiscordRest rest, TimeProvider time) : ModPanel
{
    private const string Pick = "pick", Mode = "mode", Lead = "lead", Hold = "hold", Go = "go", Cancel = "cancel", Clear = "clear", ClearYes = "clear-yes", Why = "why";
    private const int APage = 10, LongestContent = 2000, LongestWords = 60, LongestCard = 1000, ShortestWords = 10;

    public override string Name => "queue";

    public override async Task OpenAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, InteractionResponse.DeferredMessage(ephemeral: true), cancel);
        await ShowLineAsync(interaction, 1, null, cancel);
    }

    public override async Task PressAsync(Interaction interaction, InteractionData data, string said, CancellationToken cancel)
    {
        var (what, id) = said.Split(':', 2) is [var first, var second] ? (first, second) : (said, "");
        var tongue = Tongues.Of(interaction.Locale);
        if (what == Cancel)
        {
            await answers.GiveAsync(interaction, InteractionResponse.Modal(
                $"mod:queue:{Cancel}:{id}", Markdown.Cut(tongue.Say("mod.queue.cancel"), 45),
                Label.Of(Markdown.Cut(tongue.Say("review.form.why"), 45), TextInput.Of(Why, TextInputStyle.Paragraph, null, 300, required: false))), cancel);
            return;
        }
        await answers.GiveAsync(interaction, InteractionResponse.DeferredUpdate(), cancel);
        await live.StopAsync(interaction.Message?.Id, cancel);
        switch (what)
        {
            case Pick when data.Values is [var picked, ..]:
                await ShowAsync(interaction, await JobAsync(interaction, picked, null, cancel), cancel);
                break;
            case Lead or Hold or Go:
                await ShowAsync(interaction, await JobAsync(interaction, id, await MoveAsync(interaction, what, id, cancel), cancel), cancel);
                break;
            case Clear:
                await ShowAsync(interaction, await SureAsync(interaction, id, cancel), cancel);
                break;
            case Mode:
                await ShowLineAsync(interaction, 1, await SetModeAsync(interaction, id, cancel), cancel);
                break;
            case ClearYes:
                await ShowLineAsync(interaction, 1, await ClearAsync(interaction, id, cancel), cancel);
                break;
            default:
                await ShowLineAsync(interaction, PageOf(said), null, cancel);
                break;
        }
    }

    public override async Task SubmitAsync(Interaction interaction, InteractionData data, string said, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, interaction.Message is null ? InteractionResponse.DeferredMessage(ephemeral: true) : InteractionResponse.DeferredUpdate(), cancel);
        await live.StopAsync(interaction.Message?.Id, cancel);
        await ShowLineAsync(interaction, 1, said.Split(':', 2) is [Cancel, var id] ? await CancelAsync(interaction, id, data.FormValue(Why) ?? "", cancel) : null, cancel);
    }

    /// <summary>A job of this server; null for any other.</summary>
    private async Task<Job?> FindAsync(Interaction interaction, string id, CancellationToken cancel) =>
        JobId.IsValid(id) && await queue.FindAsync(new(id), cancel) is { } job && job.Guild == Guild(interaction) ? job : null;

    private async Task<string?> SetModeAsync(Interaction interaction, string name, CancellationToken cancel)
    {
        if (!Enum.TryParse<QueueMode>(name, ignoreCase: true, out var mode) || !Enum.IsDefined(mode)) return null;
        var (guild, by, what) = (Guild(interaction), interaction.Invoker!.Id.ToString(), mode.ToString().ToLowerInvariant()); // a name may also be typed as a number
        var was = await queue.ReadGuildModeAsync(guild, cancel);
        await queue.SetGuildModeAsync(guild, mode, new(by, "/mod queue"), cancel);
        if (was != mode) await log.WriteAsync(guild, by, $"mode.{what}", "", "", "", cancel);
        board.Wake();
        live.Wake(); // others' panels of this server
        return mode == QueueMode.Open ? "✅ " + Tongues.Of(interaction.Locale).Say($"mod.queue.mode.{what}") : null; // another mode stands above the line anyway
    }

    /// <summary>The case that a held job is; null when it is none.</summary>
    private async Task<Case?> CaseAsync(Job job, CancellationToken cancel)
    {
        if (job.State != JobState.Held) return null;
        var id = Origin.Read(job.Origin) is { Order.Length: > 0 } origin ? origin.Order : job.Id.Value;
        return await cases.FindAsync(job.Guild, id, cancel) is { End: CaseEnd.Open, Kind: CaseKind.Held or CaseKind.Appealed } one ? one : null;
    }

    private async Task<string> MoveAsync(Interaction interaction, string what, string id, CancellationToken cancel)
    {
        var (tongue, by) = (Tongues.Of(interaction.Locale), interaction.Invoker!.Id.ToString());
        if (await FindAsync(interaction, id, cancel) is not { } job) return $"⚠️ {tongue.Say("mod.queue.unknown")}";
        if (what == Go && await CaseAsync(job, cancel) is { } one) return tongue.Say(await desk.DecideAsync(one, approve: true, by, "", cancel)); // as if approved in /mod review
        var word = new Word(by, "/mod queue");
        var moved = what switch
        {
            Lead => await queue.LeadAsync(job.Id, word, cancel),
            Hold => await queue.HoldAsync(job.Id, word, cancel),
            _ => await queue.LetGoAsync(job.Id, word, cancel),
        };
        board.Touch(job.Id);
        if (moved == MoveResult.Unknown) return $"⚠️ {tongue.Say("mod.queue.unknown")}";
        if (moved == MoveResult.NotWaiting) return $"⚠️ {tongue.Say("mod.queue.not-waiting")}";
        var stood = what == Hold ? job.State == JobState.Held : what == Go && job.State == JobState.Waiting; // another was quicker
        if (!stood) await log.WriteAsync(Guild(interaction), by, $"job.{what}", job.User, job.Id.Value, "", cancel);
        return "✅ " + tongue.Say($"mod.queue.did.{what}");
    }

    private async Task<string> CancelAsync(Interaction interaction, string id, string why, CancellationToken cancel)
    {
        var (tongue, by) = (Tongues.Of(interaction.Locale), interaction.Invoker!.Id.ToString());
        if (await FindAsync(interaction, id, cancel) is not { } job) return $"⚠️ {tongue.Say("mod.queue.unknown")}";
        if (await CaseAsync(job, cancel) is { } one) return tongue.Say(await desk.DecideAsync(one, approve: false, by, why.Trim(), cancel));
        if (!job.IsOpen() && job.HeldUntil is null || job.CancelWanted) return $"⚠️ {tongue.Say("cancel.too-late")}";
        if (await queue.CancelAsync(job.Id, new(by, why.Trim()), cancel) is not (CancelResult.Cancelled or CancelResult.Stopping)) return $"⚠️ {tongue.Say("cancel.too-late")}";
        board.Touch(job.Id);
        await log.WriteAsync(Guild(interaction), by, "job.cancel", job.User, job.Id.Value, why, cancel);
        return "✅ " + tongue.Say("mod.queue.did.cancel");
    }

    /// <summary>Cancels what a user has open in this server, and nothing elsewhere.</summary>
    private async Task<string> ClearAsync(Interaction interaction, string id, CancellationToken cancel)
    {
        var (tongue, by) = (Tongues.Of(interaction.Locale), interaction.Invoker!.Id.ToString());
        if (await FindAsync(interaction, id, cancel) is not { } picked) return $"⚠️ {tongue.Say("mod.queue.unknown")}";
        var cleared = await queue.ClearUserAsync(picked.User, Guild(interaction), new(by, "cleared by a moderator"), cancel);
        var count = cleared.Cancelled + cleared.Stopping;
        board.Wake();
        await log.WriteAsync(Guild(interaction), by, "clear", picked.User, count.ToString(CultureInfo.InvariantCulture), "", cancel);
        return "✅ " + tongue.Say("mod.ban.cleared", ("count", count));
    }

    private async Task<MessageEdit> SureAsync(Interaction interaction, string id, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        if (await FindAsync(interaction, id, cancel) is not { } job) return await LineAsync(interaction, 1, $"⚠️ {tongue.Say("mod.queue.unknown")}", cancel);
        return new()
        {
            Content = tongue.Say("mod.queue.sure", ("user", $"<@{job.User}>")),
            Components = [ActionRow.Of(Button.Danger($"mod:queue:{ClearYes}:{id}", tongue.Say("mod.queue.clear")), Button.Secondary($"mod:queue:{Page}:1", tongue.Say("review.back")))],
        };
    }

    private async Task<MessageEdit> JobAsync(Interaction interaction, string id, string? told, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        if (await FindAsync(interaction, id, cancel) is not { } job || !(job.IsOpen() || job.HeldUntil is not null))
            return await LineAsync(interaction, 1, told ?? $"⚠️ {tongue.Say("mod.queue.unknown")}", cancel);
        var look = await overview.ReadAsync(cancel);
        string[] lines = [told ?? "", $"**{Words(job, LongestCard, tongue)}** · <@{job.User}>", Stand(job, look, tongue), $"-# {job.Id} · {Sentences.Relative(job.CreatedAt)}"];
        List<Button> buttons =
        [
            .. job.State == JobState.Waiting
                ? new[] { Button.Primary($"mod:queue:{Lead}:{job.Id}", tongue.Say("mod.queue.lead")), Button.Secondary($"mod:queue:{Hold}:{job.Id}", tongue.Say("mod.queue.hold")) } : [],
            .. job.State == JobState.Held ? new[] { Button.Primary($"mod:queue:{Go}:{job.Id}", tongue.Say("mod.queue.go")) } : [],
            .. job.CancelWanted || !job.IsOpen() ? [] : new[] { Button.Danger($"mod:queue:{Cancel}:{job.Id}", tongue.Say("mod.queue.cancel")) },
            Button.Danger($"mod:queue:{Clear}:{job.Id}", tongue.Say("mod.queue.clear")),
            Button.Secondary($"mod:queue:{Page}:1", tongue.Say("review.back")),
        ];
        return new() { Content = string.Join('\n', lines.Where(line => line.Length > 0)), Components = [.. ActionRow.Rows(buttons)] };
    }

    private Task<Message> ShowAsync(Interaction interaction, MessageEdit edit, CancellationToken cancel) => rest.EditOriginalInteractionResponseAsync(interaction, edit, cancel);

    /// <summary>Shows the line, and goes on showing it as it changes.</summary>
    private async Task ShowLineAsync(Interaction interaction, int page, string? told, CancellationToken cancel)
    {
        var shown = await LineAsync(interaction, page, told, cancel);
        var message = await ShowAsync(interaction, shown, cancel);
        live.Start(message.Id, interaction, shown.Content, (isLast, cancelled) => DrawAsync(Guild(interaction), page, told, isLast, Tongues.Of(interaction.Locale), cancelled));
    }

    private Task<MessageEdit> LineAsync(Interaction interaction, int page, string? told, CancellationToken cancel) =>
        DrawAsync(Guild(interaction), page, told, isLast: false, Tongues.Of(interaction.Locale), cancel);

    /// <param name="isLast">It stands still from now on, and says so.</param>
    private async Task<MessageEdit> DrawAsync(string guild, int page, string? told, bool isLast, Tongue tongue, CancellationToken cancel)
    {
        var (mode, look) = (await queue.ReadGuildModeAsync(guild, cancel), await overview.ReadAsync(cancel));
        page = Math.Clamp(page, 1, int.MaxValue / APage);
        var jobs = await queue.ListOfGuildAsync(guild, (page - 1) * APage, APage, cancel);
        var count = jobs.Running + jobs.Waiting + jobs.Held;
        var pages = Math.Max(1, (count + APage - 1) / APage);
        if (page > pages) return await DrawAsync(guild, pages, told, isLast, tongue, cancel);
        string content;
        var longest = LongestWords;
        do
        {
            List<string> lines =
            [
                .. new[] { told }.OfType<string>(),
                tongue.Say("mod.queue.title", ("running", jobs.Running), ("waiting", jobs.Waiting), ("held", jobs.Held)),
                .. mode == QueueMode.Open ? [] : new[] { tongue.Say($"mod.queue.mode.{mode.ToString().ToLowerInvariant()}") },
                .. look.Mode == QueueMode.Open ? [] : new[] { tongue.Say($"line.{look.Mode.ToString().ToLowerInvariant()}") },
                .. jobs.Jobs.Select((job, i) => Line(job, (page - 1) * APage + i + 1, look, longest, tongue)),
                .. count == 0 ? new[] { tongue.Say("line.empty") } : [],
                .. PageLine(page, pages, tongue),
                .. isLast ? new[] { $"-# {tongue.Say("mod.queue.still")}" } : [],
            ];
            content = string.Join('\n', lines);
            longest /= 2;
        }
        while (content.Length > LongestContent && longest >= ShortestWords);
        return new() { Content = Markdown.Cut(content, LongestContent), Components = Controls(jobs, mode, page, pages, tongue) };
    }

    /// <summary>Its place in this server's line, whose it is, what it is, how it stands, its id.</summary>
    private string Line(Job job, int place, QueueLook look, int longest, Tongue tongue) =>
        $"`{place.ToString(CultureInfo.InvariantCulture)}` <@{job.User}> **{Words(job, longest, tongue)}**: {Stand(job, look, tongue)} · `{job.Id}`";

    /// <summary>What is private is so to moderators, too.</summary>
    private static string Words(Job job, int longest, Tongue tongue) => job.Clip.IsPrivate ? tongue.Say("mod.queue.private") : QueueCommand.Title(job, tongue, longest);

    private string Stand(Job job, QueueLook look, Tongue tongue) =>
        job.HeldUntil is not null ? tongue.Say("mod.queue.made") : QueueCommand.Stand(job, look, time.GetUtcNow(), tongue);

    private IReadOnlyList<Component> Controls(GuildJobs jobs, QueueMode mode, int page, int pages, Tongue tongue) =>
    [
        .. jobs.Jobs.Count == 0 ? [] : new[] { ActionRow.Of(new StringSelect
        {
            CustomId = $"mod:queue:{Pick}",
            Placeholder = Markdown.Cut(tongue.Say("mod.queue.pick"), 150),
            Options = [.. jobs.Jobs.Select(job => new SelectOption
            {
                Label = Markdown.Cut(job.Clip.IsPrivate ? tongue.Say("mod.queue.private") : QueueCommand.Label(job, tongue), 100),
                Description = job.Id.Value, // two may have the same words
                Value = job.Id.Value,
            })],
        }) },
        ActionRow.Of([
            mode == QueueMode.Open
                ? Button.Secondary($"mod:queue:{Mode}:paused", tongue.Say("mod.queue.pause"), "⏸️")
                : Button.Success($"mod:queue:{Mode}:open", tongue.Say("mod.queue.open"), "▶️"),
            Button.Secondary($"mod:queue:{Mode}:draining", tongue.Say("mod.queue.drain"), "🚧") with { Disabled = mode == QueueMode.Draining ? true : null },
            .. Turns(page, pages),
            Button.Secondary($"mod:queue:{Page}:{page.ToString(CultureInfo.InvariantCulture)}", tongue.Say("mod.queue.refresh"), "🔄"),
        ]),
    ];
}
