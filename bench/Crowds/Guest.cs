using System.Collections.Concurrent;
using System.Diagnostics;
using ChatVideoBot.Queue;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Bench.Crowds;

/// <summary>Somebody who asks for a clip, looks around while it is made, and presses what stands under it.</summary>
/// <param name="asked">Every interaction: its command and when it was sent.</param>
/// <param name="orders">Interactions that may have become jobs.</param>
internal sealed class Guest(
    SandboxPerson person, string channel, int seed, JobQueue queue, CrowdBook book,
    ConcurrentDictionary<string, (string Kind, long At)> asked, ConcurrentBag<string> orders)
{
    private static readonly string[] Things = ["a red ball bouncing in the desert", "a blue star spinning in space", "a cat moving left on the grass", "a yellow heart growing"];
    private static readonly string[] Wrong = ["a red ball -seconds 900", "a red ball -ar 16", "{a, b", "a red ball -sed 7"];
    private static readonly string[] Looks = ["queue", "history", "help"];
    private static readonly string[] Buttons = ["again", "vary"];
    private readonly Random _random = new(seed);
    private string? _mine;

    public async Task StayAsync(CancellationToken until, CancellationToken cancel)
    {
        await Task.Delay(TimeSpan.FromSeconds(10 * _random.NextDouble()), until).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!until.IsCancellationRequested)
        {
            try
            {
                await ActAsync(cancel);
            }
            catch (HttpRequestException e)
            {
                Row.Note($"crowd: the page would not: {e.Message}"); // a button that is gone by now
            }

            await Task.Delay(TimeSpan.FromSeconds(2 + 8 * _random.NextDouble()), until).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ActAsync(CancellationToken cancel)
    {
        var isWaiting = _mine is not null && await queue.FindAsync(new(_mine), cancel) is { State: JobState.Waiting or JobState.Claimed or JobState.Running or JobState.Delivering };
        var dice = _random.NextDouble();
        if (isWaiting || dice < 0.3)
            await AskAsync(Looks[_random.Next(Looks.Length)], new Dictionary<string, object>(), cancel);
        else if (dice < 0.4)
            await AskAsync("imagine", new Dictionary<string, object> { ["prompt"] = Wrong[_random.Next(Wrong.Length)] }, cancel, isOrder: true);
        else if (dice < 0.6 && _mine is not null && book.ClipOf(_mine) is { } clip)
            await PressAsync(clip.Message, $"{Buttons[_random.Next(Buttons.Length)]}:{_mine}", cancel);
        else
            await AskAsync("imagine", new Dictionary<string, object> { ["prompt"] = Things[_random.Next(Things.Length)], ["seconds"] = 0.5 }, cancel, isOrder: true);
    }

    private async Task AskAsync(string command, Dictionary<string, object> options, CancellationToken cancel, bool isOrder = false)
    {
        var at = Stopwatch.GetTimestamp();
        Note(await person.UseAsync(channel, command, options, cancel), $"/{command}", at, isOrder);
    }

    private async Task PressAsync(string message, string button, CancellationToken cancel)
    {
        var at = Stopwatch.GetTimestamp();
        Note(await person.PressAsync(channel, message, button, cancel), button.Split(':')[0], at, isOrder: true);
    }

    private void Note(string id, string kind, long at, bool isOrder)
    {
        asked[id] = (kind, at);
        if (!isOrder)
            return;
        orders.Add(id);
        _mine = id;
    }
}
