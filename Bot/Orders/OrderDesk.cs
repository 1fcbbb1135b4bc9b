using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Moderation.Cases;
using ChatVideoBot.Bot.Moderation.Gate;
using ChatVideoBot.Bot.Pictures;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Orders;

/// <summary>Takes an order: answers at once, fetches its files, puts the job in line. From there on the job lives in Redis.</summary>
internal sealed partial class OrderDesk(
    AttachmentDownloader downloader, JobQueue queue, OrderHelp help, OrderGate gate, GateAnswers said, HeldOrders cases, StatusBoard board, Overview overview,
    IOptions<BotOptions> options, IOptions<QueueOptions> rules, TimeProvider time, ILogger<OrderDesk> logger)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(500), LastRetry = TimeSpan.FromSeconds(5);

    // All that is looked up before the first answer, which Discord wants within three seconds of its asking.
    private static readonly TimeSpan BeforeAnswer = TimeSpan.FromSeconds(2.3), QuickLook = TimeSpan.FromSeconds(1);

    public async Task TakeAsync(Asker asker, ClipOrder order, CancellationToken cancel)
    {
        if (asker.RefusePlace() is { } misplaced)
        {
            await asker.RefuseAsync(misplaced, cancel);
            return;
        }
        var word = await gate.TryLookAsync(asker, order, cancel, Left(asker));
        if (word is not null)
        {
            order = word.Order;
            if (await StopAsync(asker, word, cancel)) return;
        }
        var requests = Requests(order);
        var cards = await help.CardsAsync(cancel, Left(asker));
        var model = order.Clip.Model.Length > 0 ? order.Clip.Model : rules.Value.DefaultModel;
        foreach (var request in requests)
        {
            if (ModelCard.RefusalOf(cards, model, request, order.Sources) is not { } impossible) continue;
            await asker.RefuseAsync(CardWords.Say(impossible, asker.Tongue), cancel);
            return;
        }
        var isWhispered = word is null && asker.Guild is not null; // not looked at yet: the server may make all clips private, or refuse these words
        await asker.AcceptAsync(order.Clip.IsPrivate || isWhispered, cancel);
        if (word is null)
        {
            asker = new AcceptedAsker(asker);
            if ((word = await LookAsync(asker, order, cancel)) is null)
            {
                await asker.TellAsync($"⚠️ {asker.Tongue.Say("queue.away.order")}", cancel);
                return;
            }
            order = word.Order;
            requests = Requests(order);
            if (await StopAsync(asker, word, cancel)) return;
        }

        var fetch = new SourceFetch(asker.Tongue, downloader, options.Value, logger);
        if (await fetch.AllAsync(order, cancel) is not { } sources)
        {
            await asker.TellAsync($"⚠️ {fetch.Problem}", cancel);
            return;
        }
        string?[] remarks =
        [
            order.Remark,
            order.Remark.Length == 0 && order.Picture is { } picture ? PictureRules.Remark(picture.Name, sources.Picture.Span, asker.Tongue) : null,
            cards.FirstOrDefault(card => card.Model == model)?.SizeNote(requests[0], sources),
        ];
        await EnqueueAsync(asker, order, word, requests, sources, string.Join(' ', remarks.Where(remark => !string.IsNullOrEmpty(remark))), cancel);
    }

    public static long DrawSeed() => Random.Shared.NextInt64(1L << 32);

    /// <summary>One for each prompt and seed. All prompts have the same seeds, so that they can be compared.</summary>
    private static IReadOnlyList<ClipRequest> Requests(ClipOrder order)
    {
        var seed = order.Seed ?? DrawSeed();
        return
        [
            .. (order.Prompts.Count > 0 ? order.Prompts : [order.Clip.Prompt]).SelectMany(prompt => Enumerable.Range(0, order.Variants).Select(variant =>
                order.Clip with { Prompt = prompt, Seed = (seed + variant) % (1L << 32) })),
        ];
    }

    /// <summary>Until the first answer must be given; null where none is due.</summary>
    private TimeSpan? Left(Asker asker) => asker.Received is not { } received ? null
        : BeforeAnswer - time.GetElapsedTime(received) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Tells who asked, where the gate says anything but yes; false where it goes on.</summary>
    private async Task<bool> StopAsync(Asker asker, GateWord word, CancellationToken cancel)
    {
        if (word.Answer is GateAnswer.Pass or GateAnswer.Hold) return false;
        if (word.Answer == GateAnswer.AskConsent && await QuickProblemAsync(asker, word.Order, cancel) is { } problem) await asker.RefuseAsync(problem, cancel);
        else await said.GiveAsync(asker, word, cancel);
        return true;
    }

    /// <summary>Why its files are of no use, so that nobody is asked about a picture that is none; null also where that takes too long to find out.</summary>
    private async Task<string?> QuickProblemAsync(Asker asker, ClipOrder order, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Left(asker) is { } left && left < QuickLook ? left : QuickLook);
        var fetch = new SourceFetch(asker.Tongue, downloader, options.Value, logger);
        try
        {
            await fetch.AllAsync(order, limit.Token);
            return fetch.Problem;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Asks the gate again and again while Redis is away; null when it stayed away.</summary>
    private async Task<GateWord?> LookAsync(Asker asker, ClipOrder order, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        for (var wait = FirstRetry; ; wait = wait * 2 < LastRetry ? wait * 2 : LastRetry)
        {
            if (await gate.TryLookAsync(asker, order, cancel) is { } word) return word;
            if (time.GetElapsedTime(began) + wait > options.Value.WaitForQueue) return null;
            await Task.Delay(wait * (0.5 + Random.Shared.NextDouble()), time, cancel);
        }
    }

    private async Task EnqueueAsync(
        Asker asker, ClipOrder order, GateWord word, IReadOnlyList<ClipRequest> requests, ClipSources sources, string remark, CancellationToken cancel)
    {
        using var about = logger.About(asker.Id);
        var origin = asker.Origin(order, remark) with
        {
            Sources = order.Sources,
            Order = requests.Count > 1 ? asker.Id.Value : "",
            Count = requests.Count,
        };
        var held = word.Answer == GateAnswer.Hold ? CaseOf(asker, order, word) : null;
        // Before the order: one without it would be held where nobody sees it.
        var isNew = held is null ? false : await WhileAwayAsync<bool?>(async () => await cases.PrepareAsync(held, cancel), cancel);
        if (isNew is null)
        {
            await asker.TellAsync($"⚠️ {asker.Tongue.Say("queue.away.order")}", cancel);
            return;
        }
        var (taken, refusal, isAgain) = (new List<JobDraft>(), (string?)null, false);
        for (var i = 0; i < requests.Count && refusal is null; i++)
        {
            var draft = new JobDraft(
                i == 0 ? asker.Id : new($"{asker.Id}-{i + 1}"), asker.User.Id.ToString(), asker.Guild?.ToString() ?? "", requests[i], origin.Write())
            {
                Sources = sources,
                Roles = [.. asker.Roles.Select(role => role.ToString())],
                Hold = word.Answer == GateAnswer.Hold,
            };
            var enqueued = await WhileAwayAsync(async () => await queue.EnqueueAsync(draft, cancel), cancel); // its id makes a repeat harmless
            refusal = enqueued is null
                ? asker.Tongue.Say(taken.Count == 0 ? "queue.away.order" : "queue.away.rest")
                : LineRefusal.Of(enqueued, asker.Guild is null, time.GetUtcNow(), asker.Tongue);
            if (refusal is null) taken.Add(draft);
            if (i == 0 && enqueued is { Status: EnqueueStatus.Known } && await FirstOriginAsync(draft, origin, cancel) is { } first)
                (origin, isAgain) = (first, true); // and goes on: whoever took the first yes may have died over it
        }
        if (held is not null) await SettleAsync(held, isNew.Value, cancel);
        if (isAgain)
        {
            await asker.TellAsync(asker.Tongue.Say("order.in-line-already"), cancel);
            return;
        }
        if (taken.Count == 0)
        {
            await asker.TellAsync($"⚠️ {refusal}", cancel);
            return;
        }
        await ShowAsync(asker, taken[0], remark, cancel);
        if (refusal is not null)
            await asker.AddAsync("⚠️ " + asker.Tongue.Say("order.some", ("taken", taken.Count), ("count", requests.Count), ("why", refusal)), cancel);
    }

    /// <summary>The order waits for a moderator.</summary>
    private Case CaseOf(Asker asker, ClipOrder order, GateWord word) => new(
        asker.Id.Value, order.IsAppeal ? CaseKind.Appealed : CaseKind.Held, asker.Guild?.ToString() ?? "", asker.AskedIn.ToString(), asker.User.Id.ToString(),
        string.Join(" / ", order.Texts), word.Why, "", time.GetUtcNow());

    /// <summary>The order was confirmed twice: where the first yes came from, whose card it is. Null when this is the first.</summary>
    private async Task<Origin?> FirstOriginAsync(JobDraft draft, Origin origin, CancellationToken cancel)
    {
        try
        {
            return await queue.FindAsync(draft.Id, cancel) is { } job && Origin.Read(job.Origin) is { } first && first.Token != origin.Token ? first : null;
        }
        catch (RedisException)
        {
            return null;
        }
    }

    /// <summary>What waits for a moderator is in line, or is not: its case is told, or goes. Where Redis is away that is made up for later.</summary>
    private async Task SettleAsync(Case held, bool isNew, CancellationToken cancel)
    {
        try
        {
            await cases.SettleAsync(held, isNew, cancel);
        }
        catch (RedisException e)
        {
            LogQueueAway(e.Message);
        }
    }

    /// <summary>Does it again and again while Redis is away; null when it stayed away.</summary>
    private async Task<T?> WhileAwayAsync<T>(Func<Task<T?>> act, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        for (var wait = FirstRetry; ; wait = wait * 2 < LastRetry ? wait * 2 : LastRetry)
        {
            try
            {
                return await act();
            }
            catch (RedisException e)
            {
                LogQueueAway(e.Message);
                if (time.GetElapsedTime(began) + wait > options.Value.WaitForQueue) return default;
            }
            await Task.Delay(wait * (0.5 + Random.Shared.NextDouble()), time, cancel);
        }
    }

    /// <summary>
    /// Writes its first card; those that follow are the writer's. The job is in line, so whatever breaks here is no reason to tell the user
    /// that it is not.
    /// </summary>
    private async Task ShowAsync(Asker asker, JobDraft draft, string remark, CancellationToken cancel)
    {
        try
        {
            if (await queue.FindAsync(draft.Id, cancel) is { } job && job.IsOpen() && !await board.ShowAsync(job, await overview.ReadAsync(cancel), cancel))
                await board.SettleAsync(job, cancel);
        }
        catch (RedisException e)
        {
            LogQueueAway(e.Message);
            var card = Card.Accepted(draft.Clip.Prompt, remark, asker.Tongue);
            try
            {
                await asker.ShowAsync(new() { Content = card.Content, Components = [ActionRow.Of(CancelButton.For(draft.Id, asker.Tongue))] }, cancel);
            }
            catch (DiscordException untold)
            {
                LogUntold(draft.Id, untold.Message);
            }
        }
        board.Touch(draft.Id); // however far back it stands
    }

    [LoggerMessage(LogLevel.Warning, "The user of {Job}, which is in line, could not be told so yet: {Problem}")]
    private partial void LogUntold(JobId job, string problem);

    [LoggerMessage(LogLevel.Warning, "The queue does not answer an order yet: {Problem}")]
    private partial void LogQueueAway(string problem);
}
