using System.Collections.Concurrent;
using ChatVideoBot.Bot.Commands;
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
    StatusMessage message, JobQueue queue, IOptions<BotOptions> options, TimeProvider time, ILogger<StatusBoard> logger) : IDisposable
{
    private const string PreviewName = "preview.png";

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
    /// Brings the card of an open job up to date, if the user would see a difference and the last edit is long enough ago.
    /// </summary>
    /// <returns>False when there is more to say, later.</returns>
    public async Task<bool> ShowAsync(Job job, QueueLook look, CancellationToken cancel)
    {
        if (Origin.Read(job.Origin) is not { } origin) return true;
        var shown = _cards.GetOrAdd(job.Id, _ => new());
        if (!await shown.Turn.WaitAsync(TimeSpan.Zero, cancel)) return false; // an edit is under way: the next look makes up for this one
        try
        {
            if (shown.Over) return true;
            if (shown.WrittenAt is { } last && time.GetElapsedTime(last) < options.Value.EditEvery) return false;
            var card = Card.Of(job, origin.Remark, Standstill.Why(job, look), shown.Card);
            var preview = job.PreviewVersion > shown.Preview ? await queue.ReadPreviewAsync(job.Id, cancel) : null;
            if (preview is null && shown.Card?.Content == card.Content && shown.Card.CanCancel == card.CanCancel) return true;

            shown.WrittenAt = time.GetTimestamp(); // also when it fails: a broken channel is not hammered
            var written = await message.TryEditAsync(job, origin, EditOf(job, card, preview), cancel);
            // Deleted, or the channel is closed to us: asking on would only use up what Discord forgives.
            shown.Over = written == Written.Never;
            if (written != Written.Yes) return shown.Over;
            shown.Card = card;
            if (preview is not null) shown.Preview = job.PreviewVersion;
            return true;
        }
        finally
        {
            shown.Turn.Release();
        }
    }

    /// <summary>
    /// Writes the last word on a job, after which nothing else is written on its card. Null removes the card: the clip itself tells.
    /// </summary>
    /// <returns>False when there was no message to write it on.</returns>
    /// <exception cref="DiscordException">Discord could not be reached: try again later.</exception>
    public async Task<bool> EndAsync(Job job, Card? card, CancellationToken cancel)
    {
        if (Origin.Read(job.Origin) is not { } origin) return false;
        var shown = _cards.GetOrAdd(job.Id, _ => new());
        await shown.Turn.WaitAsync(cancel);
        try
        {
            shown.Over = true;
            shown.WrittenAt = time.GetTimestamp();
            if (card is not null) return await message.EditAsync(job, origin, EditOf(job, card, null) with { Attachments = [] }, cancel);
            await message.DeleteAsync(job, origin, cancel);
            return true;
        }
        finally
        {
            shown.Turn.Release();
        }
    }

    /// <summary>Forgets the cards of jobs that are open no more, or too far back in the line to be shown.</summary>
    /// <param name="open">Whose cards are kept.</param>
    /// <param name="untouchedFor">
    /// The others stay for so long: somebody may still hold an older list, and would write on a card that has ended.
    /// </param>
    public void Forget(IReadOnlyList<Job> open, TimeSpan untouchedFor)
    {
        var kept = open.Select(job => job.Id).ToHashSet();
        foreach (var (id, shown) in _cards)
        {
            if (!kept.Contains(id) && shown.Turn.CurrentCount == 1
                && (shown.WrittenAt is not { } last || time.GetElapsedTime(last) > untouchedFor))
                _cards.TryRemove(id, out _);
        }
    }

    public void Dispose() => _wake.Dispose();

    private MessageEdit EditOf(Job job, Card card, byte[]? preview)
    {
        var edit = new MessageEdit { Content = card.Content, Components = card.CanCancel ? [ActionRow.Of(CancelButton.For(job.Id))] : [] };
        if (preview is null) return edit;
        LogPreview(job.Id, preview.Length);
        return edit with
        {
            Files = [new(PreviewName, preview) { ContentType = "image/png", Description = "What the clip looks like so far" }],
        };
    }

    [LoggerMessage(LogLevel.Debug, "Showing a preview of {Job}, {Bytes} bytes.")]
    private partial void LogPreview(JobId job, int bytes);

    private sealed class Shown
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);
        public Card? Card { get; set; }
        public long Preview { get; set; }
        public long? WrittenAt { get; set; }

        /// <summary>It has ended, or its message is gone: only the job's end is still tried.</summary>
        public bool Over { get; set; }
    }
}
