using System.Collections.Concurrent;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Moderation.Cases;
using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Progress;

/// <summary>
/// Writes the cards of jobs, one writer a card at a time. What it remembers only saves edits: after a restart each card is written once
/// more.
/// </summary>
internal sealed partial class StatusBoard(
    StatusMessage message, OrderBook orders, FlaggedRule flagged, JobQueue queue, IOptions<BotOptions> options, TimeProvider time, ILogger<StatusBoard> logger) : IDisposable
{
    private const string PreviewName = "preview.png";

    /// <summary>Of a queue in which nothing is looked for any more.</summary>
    private static readonly QueueLook NoLook = new()
    {
        Mode = QueueMode.Open,
        Lines = [],
        Workers = [],
        Running = 0,
        Held = 0,
        Outbox = 0,
        OutboxAge = default,
        ClipBytes = 0,
        Claims = 0,
        Crashes = 0,
        StaleRefused = 0,
        Expired = 0,
        EtaErrorMedian = null,
        EtaErrorP90 = null,
    };

    private readonly ConcurrentDictionary<JobId, Shown> _cards = new();
    private readonly ConcurrentDictionary<JobId, bool> _touched = new();
    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>Jobs to which something happened that their cards do not say yet.</summary>
    public IEnumerable<JobId> Touched => _touched.Keys;

    /// <summary>Something happened to the job: the writer looks at it, however far back in the line it is.</summary>
    public void Touch(JobId id)
    {
        _touched[id] = true;
        Wake();
    }

    public void Untouch(JobId id) => _touched.TryRemove(id, out _);

    /// <summary>Makes the writer look at once.</summary>
    public void Wake()
    {
        try { _wake.Release(); }
        catch (SemaphoreFullException) { } // it is awake already
    }

    /// <summary>Returns after <see cref="Wake"/>, at the latest after <paramref name="atMost"/>.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancel) => _wake.WaitAsync(atMost, cancel);

    /// <summary>
    /// Brings the card of an open job up to date, if the user would see a difference and the last edit is long enough ago. Jobs of one order
    /// have one card.
    /// </summary>
    /// <returns>False when there is more to say, later.</returns>
    public async Task<bool> ShowAsync(Job job, QueueLook look, CancellationToken cancel)
    {
        if (Origin.Read(job.Origin) is not { } origin) return true;
        var shown = _cards.GetOrAdd(OrderBook.IdOf(job, origin), _ => new());
        if (!await shown.Turn.WaitAsync(TimeSpan.Zero, cancel)) return false; // an edit is under way: the next look makes up for this one
        try
        {
            if (shown.Over) return true;
            if (shown.WrittenAt is { } last && time.GetElapsedTime(last) < options.Value.EditEvery) return false;
            var members = origin.Order.Length > 0 ? await orders.MembersAsync(origin, cancel) : [job];
            if (members.Count == 0) return true;
            var holder = OrderBook.HolderOf(members);
            await message.ShareAsync(holder, members, cancel);
            var card = CardOf(members, origin, look, shown.Card);
            var drawn = members.Where(one => one.PreviewVersion > 0 && one.IsOpen()).Select(one => (Job: one, Key: $"{one.Id}:{one.PreviewVersion}")).LastOrDefault();
            var preview = drawn.Job is not null && drawn.Key != shown.Preview && await flagged.ShowsPreviewsAsync(drawn.Job.Guild, origin.Channel, cancel)
                ? await queue.ReadPreviewAsync(drawn.Job.Id, cancel) : null;
            if (preview is null && shown.Card?.Content == card.Content && shown.Card.CanCancel == card.CanCancel) return true;

            shown.WrittenAt = time.GetTimestamp(); // also when it fails: a broken channel is not hammered
            var edit = EditOf(holder, origin, card, preview);
            if (preview is null && members.Any(one => one.HeldUntil is not null)) edit = edit with { Attachments = [] }; // a moderator must see it first
            var written = await message.TryEditAsync(holder, origin, edit, cancel);
            // Deleted, or the channel is closed to us: asking on would only use up what Discord forgives.
            shown.Over = written == Written.Never;
            if (written != Written.Yes) return shown.Over;
            shown.Card = card;
            if (members.Count > 1 && !StatusMessage.WasWritten(holder) && await queue.FindAsync(holder.Id, cancel) is { } first)
                await message.ShareAsync(first, members.Where(one => one.Id != first.Id), cancel);
            if (preview is not null) shown.Preview = drawn.Key;
            return true;
        }
        finally
        {
            shown.Turn.Release();
        }
    }

    /// <summary>Waits for the edit of the card that is under way, if there is one: what is said before it would take the card's place.</summary>
    public async Task SettleAsync(Job job, CancellationToken cancel)
    {
        if (Origin.Read(job.Origin) is not { } origin || !_cards.TryGetValue(OrderBook.IdOf(job, origin), out var shown)) return;
        await shown.Turn.WaitAsync(cancel);
        shown.Turn.Release();
    }

    /// <summary>
    /// Writes the last word on a job, after which nothing else is written on its card. Null removes the card: the clip itself tells. On the card of
    /// an order of several it is a line, until the last of them has ended.
    /// </summary>
    /// <returns>False when there was no message to write it on.</returns>
    /// <exception cref="DiscordException">Discord could not be reached: try again later.</exception>
    public async Task<bool> EndAsync(Job job, Card? card, CancellationToken cancel)
    {
        if (Origin.Read(job.Origin) is not { } origin) return false;
        if (origin.Order.Length > 0) await orders.NoteEndAsync(origin, job, WhyNone(card), cancel);
        var shown = _cards.GetOrAdd(OrderBook.IdOf(job, origin), _ => new());
        await shown.Turn.WaitAsync(cancel);
        try
        {
            if (origin.Order.Length == 0) return await EndAsync(job, origin, card, shown, cancel);
            var members = await orders.MembersAsync(origin, cancel);
            var ended = OrderBook.Ended(members);
            if (members.Count == 0) return false;
            var holder = OrderBook.HolderOf(members);
            if (!StatusMessage.WasWritten(holder)) return false;
            if (members.FirstOrDefault(one => !ended.ContainsKey(one.Id)) is { } open)
            {
                Touch(open.Id); // the writer tells, when the last edit is long enough ago
                return card is null || !(shown.Over || message.IsOutOfReach(holder, origin));
            }
            var tongue = Tongues.Of(origin.Locale);
            var last = ended.Values.All(why => why.Length == 0) ? null : GroupCard.Of(members, ended, NoLook, origin.Remark, null, tongue) with { CanCancel = false };
            return await EndAsync(holder, origin, last, shown, cancel);
        }
        finally
        {
            shown.Turn.Release();
        }
    }

    private async Task<bool> EndAsync(Job job, Origin origin, Card? card, Shown shown, CancellationToken cancel)
    {
        shown.Over = true;
        shown.WrittenAt = time.GetTimestamp();
        if (card is not null) return await message.EditAsync(job, origin, EditOf(job, origin, card, null) with { Attachments = [] }, cancel);
        await message.DeleteAsync(job, origin, cancel);
        return true;
    }

    /// <summary>What stands under the title of a last card.</summary>
    private static string WhyNone(Card? card) => card?.Content.Split('\n') is [_, var line, ..] ? line : "";

    private static Card CardOf(IReadOnlyList<Job> members, Origin origin, QueueLook look, Card? shown)
    {
        var tongue = Tongues.Of(origin.Locale);
        return origin.Order.Length > 0
            ? GroupCard.Of(members, OrderBook.Ended(members), look, origin.Remark, shown, tongue)
            : Card.Of(members[0], origin.Remark, Standstill.Why(members[0], look, tongue), Card.IsNow(members[0], look), shown, tongue);
    }

    /// <summary>Forgets the cards of jobs that are open no more, or too far back in the line to be shown.</summary>
    /// <param name="open">Whose cards are kept.</param>
    /// <param name="untouchedFor">
    /// The others stay for so long: somebody may still hold an older list, and would write on a card that has ended.
    /// </param>
    public void Forget(IReadOnlyList<Job> open, TimeSpan untouchedFor)
    {
        var kept = open.Select(job => Origin.Read(job.Origin) is { } origin ? OrderBook.IdOf(job, origin) : job.Id).ToHashSet();
        foreach (var (id, shown) in _cards)
        {
            if (!kept.Contains(id) && shown.Turn.CurrentCount == 1
                && (shown.WrittenAt is not { } last || time.GetElapsedTime(last) > untouchedFor))
                _cards.TryRemove(id, out _);
        }
    }

    public void Dispose() => _wake.Dispose();

    private MessageEdit EditOf(Job job, Origin origin, Card card, byte[]? preview)
    {
        var tongue = Tongues.Of(origin.Locale);
        var edit = new MessageEdit { Content = card.Content, Components = card.CanCancel ? [ActionRow.Of(CancelButton.For(OrderBook.IdOf(job, origin), tongue))] : [] };
        if (preview is null) return edit;
        LogPreview(job.Id, preview.Length);
        return edit with
        {
            Files = [new(origin.IsSpoiler ? OrderFile.SpoilerMark + PreviewName : PreviewName, preview) { ContentType = "image/png", Description = tongue.Say("card.preview") }],
        };
    }

    [LoggerMessage(LogLevel.Debug, "Showing a preview of {Job}, {Bytes} bytes.")]
    private partial void LogPreview(JobId job, int bytes);

    private sealed class Shown
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);
        public Card? Card { get; set; }

        /// <summary>The job's id and its preview's version.</summary>
        public string Preview { get; set; } = "";
        public long? WrittenAt { get; set; }

        /// <summary>It has ended, or its message is gone: only the job's end is still tried.</summary>
        public bool Over { get; set; }
    }
}
