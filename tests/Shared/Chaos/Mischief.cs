using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ChatVideoBot.Tests.Chaos;

/// <summary>Makes the sandbox's Discord fail as the real one does. Each fault waits for the next request that it fits.</summary>
internal sealed class Mischief : IDisposable
{
    private static readonly (string Method, string Route, double Share)[] Requests =
    [
        ("POST", "/messages", 0.5), // creates a clip's message
        ("PATCH", "/messages", 0.2), // edits a card
        ("DELETE", "/messages", 0.1),
        ("GET", "/messages", 0.1), // looks for what a first try posted
        ("POST", "/callback", 0.1), // answers an interaction
    ];

    private readonly HttpClient _http;
    private readonly Random _random;
    private readonly double _rate;
    private readonly BlockingCollection<int> _due = [];
    private readonly ConcurrentDictionary<string, int> _counts = new();

    public Mischief(ChaosPlan plan, Uri page, Ledger ledger)
    {
        (_http, _random, _rate) = (new HttpClient { BaseAddress = page }, new Random(plan.Seed * 1000 + 902), plan.Faults);
        ledger.Queued += _ => _due.Add(1);
    }

    /// <summary>Faults that were set, by kind.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <summary>Until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                while (_due.TryTake(out _))
                {
                    if (_random.NextDouble() < _rate) await SetAsync(cancel);
                }
                await Task.Delay(50, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
        }
    }

    /// <summary>Five minutes pass for Discord. Only while the bot is dead: no request of it may be under way.</summary>
    public async Task SkipAsync(CancellationToken cancel)
    {
        await SendAsync(new() { ["skip_seconds"] = 300 }, cancel);
        Count("five minutes passed");
    }

    public Task EndAsync(CancellationToken cancel) => SendAsync(new() { ["clear"] = true }, cancel);

    public void Dispose()
    {
        _http.Dispose();
        _due.Dispose();
    }

    private async Task SetAsync(CancellationToken cancel)
    {
        var pick = _random.NextDouble();
        var (method, route, _) = Requests.First(request => (pick -= request.Share) < 0 || request == Requests[^1]);
        var kind = _random.NextDouble();
        var times = _random.NextDouble() < 0.2 ? 5 : 1; // five are more than the client tries: the outbox must try again
        var fault = new JsonObject { ["method"] = method, ["route"] = route, ["times"] = times };
        if (kind < 0.1) (fault["status"], fault["retry_after"], fault["times"]) = (429, 0.5, 1);
        else fault["status"] = 500 + _random.Next(5) switch { 1 => 2, 2 => 3, 3 => 4, _ => 0 };
        if (kind is >= 0.1 and < 0.55) fault["after_handling"] = true;
        if (kind > 0.9) fault["html"] = true;
        await SendAsync(new() { ["rest"] = fault }, cancel);
        Count(kind switch { < 0.1 => "429", < 0.55 => "lost answers", _ => "5xx" }, fault["times"]!.GetValue<int>());
    }

    private async Task SendAsync(JsonObject fault, CancellationToken cancel)
    {
        using var answer = await _http.PostAsJsonAsync("sandbox/faults", fault, cancel);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"The sandbox refused a fault: {await answer.Content.ReadAsStringAsync(cancel)}");
    }

    private void Count(string kind, int times = 1) => _counts.AddOrUpdate(kind, times, (_, before) => before + times);
}
