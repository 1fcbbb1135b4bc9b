using System.Diagnostics;

namespace ChatVideoBot.Tests.Chaos;

/// <summary>People who ask for clips, with words or a picture, ask again when nobody answers, and sometimes think better of it.</summary>
internal sealed class Crowd(ChaosPlan plan, IReadOnlyList<SandboxPerson> people, Ledger ledger, byte[] picture)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50), Patience = TimeSpan.FromSeconds(8);
    private static readonly string[][] Places = [["general", "adults", "mods"], ["general", "adults", "mods"], ["general", "adults"]];
    private static readonly string[] Things = ["a red ball", "a blue star", "a green heart", "a yellow square", "a fish"];

    private readonly List<Task> _cancels = [];
    private int _asked, _begun;

    /// <summary>Interactions that were sent.</summary>
    public int Asked => _asked;

    /// <summary>Until enough jobs are accepted.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        await Task.WhenAll(Enumerable.Range(0, plan.Hands).Select(hand => AskAsync(hand, cancel)));
        Task[] cancels;
        lock (_cancels) cancels = [.. _cancels];
        await Task.WhenAll(cancels);
    }

    private async Task AskAsync(int hand, CancellationToken cancel)
    {
        var random = new Random(plan.Seed * 1000 + hand);
        var who = hand % people.Count;
        while (ledger.Accepted < plan.Jobs)
        {
            if (ledger.Accepted - ledger.Ended >= plan.OpenAtOnce || ledger.Accepted + Volatile.Read(ref _begun) >= plan.Jobs)
            {
                await Task.Delay(Look, cancel); // enough for now, or the last ones are being asked for
                continue;
            }
            Interlocked.Increment(ref _begun);
            try
            {
                await AskOnceAsync(people[who], Places[who][random.Next(Places[who].Length)], random, cancel);
            }
            finally
            {
                Interlocked.Decrement(ref _begun);
            }
        }
    }

    private async Task AskOnceAsync(SandboxPerson person, string channel, Random random, CancellationToken cancel)
    {
        var wishes = new Dictionary<string, object> { ["prompt"] = Things[random.Next(Things.Length)], ["seconds"] = 0.1, ["seed"] = random.Next(1000) };
        if (random.NextDouble() < plan.Pictures) wishes["image"] = picture;
        var changesItsMind = random.NextDouble() < plan.Cancels;
        var after = TimeSpan.FromSeconds(3 * random.NextDouble());
        await Task.Delay(TimeSpan.FromSeconds(2 * random.NextDouble()), cancel); // not just when the bot has shown that it lives
        Interlocked.Increment(ref _asked);
        var id = await person.UseAsync(channel, "imagine", wishes, cancel);
        var since = Stopwatch.GetTimestamp();
        while (!ledger.IsAccepted(id) && !ledger.HasFailed(id) && Stopwatch.GetElapsedTime(since) < Patience) await Task.Delay(Look, cancel);
        if (!changesItsMind || !ledger.IsAccepted(id)) return;
        lock (_cancels) _cancels.Add(CancelAsync(person, channel, id, after, cancel));
    }

    /// <summary>Presses Cancel, again and again while nothing comes of it, as people do.</summary>
    private async Task CancelAsync(SandboxPerson person, string channel, string id, TimeSpan after, CancellationToken cancel)
    {
        await Task.Delay(after, cancel);
        while (ledger.IsOpen(id))
        {
            if (ledger.CardOf(id) is { } card)
            {
                try
                {
                    ledger.Press(id);
                    await person.PressAsync(channel, card.Message, $"cancel:{id}", cancel);
                }
                catch (HttpRequestException)
                {
                    return; // the card is gone: the clip was quicker
                }
                await Task.Delay(TimeSpan.FromSeconds(4), cancel);
            }
            await Task.Delay(Look, cancel);
        }
    }
}
