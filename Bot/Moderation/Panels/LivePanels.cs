using System.Collections.Concurrent;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Moderation.Panels;

/// <summary>
/// Panels that keep themselves up to date while their interaction's token lives: all are looked at when something happened in the queue, every two
/// seconds at most, and those that would say something else are edited. Nothing of them outlives the process: a panel that stands still has a button
/// that draws it anew, and says so where it can.
/// </summary>
internal sealed partial class LivePanels(DiscordRest rest, TimeProvider time, ILogger<LivePanels> logger) : BackgroundService
{
    internal const int Most = 50;
    private const int AtOnce = 8;

    /// <summary>A token lives 15 minutes; one is held back for clocks that differ, and for the last edit.</summary>
    internal static readonly TimeSpan Life = TimeSpan.FromMinutes(14);

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(2), Idle = TimeSpan.FromSeconds(6);

    private readonly ConcurrentDictionary<Snowflake, Panel> _panels = new();
    private readonly SemaphoreSlim _wake = new(0, 1);

    internal int Count => _panels.Count;

    /// <summary>Keeps a panel up to date; where there are too many, the oldest is left to itself.</summary>
    /// <param name="message">That it stands in.</param>
    /// <param name="shown">What it says now.</param>
    /// <param name="draw">What it should say; the flag is set for the last time it is drawn.</param>
    public void Start(Snowflake message, Interaction interaction, string? shown, Func<bool, CancellationToken, Task<MessageEdit>> draw)
    {
        while (_panels.Count >= Most && _panels.OrderBy(panel => panel.Value.Since).Select(panel => panel.Key).FirstOrDefault(key => key != message) is { Value: > 0 } oldest)
            _panels.TryRemove(oldest, out _);
        _panels[message] = new(interaction, draw, time.GetTimestamp()) { Shown = shown };
    }

    /// <summary>The panel shows something else from now on: an edit that is under way is waited for, so that it does not come after.</summary>
    public async Task StopAsync(Snowflake? message, CancellationToken cancel)
    {
        if (message is not { } id || !_panels.TryRemove(id, out var panel)) return;
        await panel.Turn.WaitAsync(cancel);
        panel.Turn.Release();
    }

    /// <summary>Something happened that panels may show.</summary>
    public void Wake()
    {
        try { _wake.Release(); }
        catch (SemaphoreFullException) { } // it is awake already
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await _wake.WaitAsync(Idle, stopping); // what the queue has no event for, such as a pause, is seen then
            await DrawAllAsync(stopping);
            await Task.Delay(Least, time, stopping);
        }
    }

    internal Task DrawAllAsync(CancellationToken stopping) => Parallel.ForEachAsync(
        _panels, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stopping }, async (entry, cancel) =>
        {
            var (key, panel) = entry;
            await panel.Turn.WaitAsync(cancel);
            try
            {
                if (!_panels.TryGetValue(key, out var current) || current != panel) return; // stopped, or begun anew
                if (!await TryDrawAsync(panel, time.GetElapsedTime(panel.Since) >= Life, cancel)) _panels.TryRemove(entry);
            }
            finally
            {
                panel.Turn.Release();
            }
        });

    /// <summary>False when it is over. Whatever goes wrong with one panel costs the others nothing.</summary>
    private async Task<bool> TryDrawAsync(Panel panel, bool isLast, CancellationToken cancel)
    {
        try
        {
            var edit = await panel.Draw(isLast, cancel);
            if (panel.Shown != edit.Content && await rest.TryEditOriginalInteractionResponseAsync(panel.Interaction, edit, cancel)) panel.Shown = edit.Content;
            return !isLast;
        }
        catch (RedisException)
        {
            return !isLast; // the next look may find it
        }
        catch (DiscordException e)
        {
            LogOver(e.Message);
            return !isLast && !e.IsFinal();
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            LogBroke(e);
            return false;
        }
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    private sealed class Panel(Interaction interaction, Func<bool, CancellationToken, Task<MessageEdit>> draw, long since)
    {
        public Interaction Interaction { get; } = interaction;
        public Func<bool, CancellationToken, Task<MessageEdit>> Draw { get; } = draw;
        public long Since { get; } = since;
        public SemaphoreSlim Turn { get; } = new(1, 1);
        public string? Shown { get; set; }
    }

    [LoggerMessage(LogLevel.Information, "A panel of moderators is not kept up to date: {Problem}")]
    private partial void LogOver(string problem);

    [LoggerMessage(LogLevel.Error, "A panel of moderators could not be drawn; it stands still from now on.")]
    private partial void LogBroke(Exception e);
}
