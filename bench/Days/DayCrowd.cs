using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using ChatVideoBot.Sandbox;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Bench.Days;

/// <summary>An order that was sent off.</summary>
/// <param name="SentAt">Stopwatch ticks.</param>
internal sealed record Asked(string Id, DayOrder Order, long SentAt);

/// <summary>What was told of an order right after it was accepted.</summary>
internal sealed record ToldEta(string Id, DateTimeOffset At, Eta Eta);

/// <summary>The members: each order is one click at the sandbox's page; some press Cancel, some look where they stand.</summary>
internal sealed class DayCrowd(Uri page, DayPlan plan, DayBook book, JobQueue queue) : IDisposable
{
    private const double Looks = 0.2, EtaSamples = 0.2;
    private static readonly string[] Prompts = ["a red ball bouncing in the desert", "a blue star spinning in space", "a cat moving left on the grass", "a yellow heart growing", "waves at night"];

    private readonly HttpClient _http = new() { BaseAddress = page, Timeout = TimeSpan.FromSeconds(20) };
    private readonly ConcurrentBag<Asked> _asked = [];
    private readonly ConcurrentBag<ToldEta> _told = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _cards = new();
    private string[] _users = [];
    private string _imagine = "", _queueCommand = "";
    private int _looks, _unheard, _cancels;

    public IReadOnlyCollection<Asked> Asked => _asked;
    public IReadOnlyCollection<ToldEta> Told => _told;
    public IReadOnlyList<string> Users => _users;
    public int LookCount => _looks;

    /// <summary>Clicks that Discord itself could not pass on.</summary>
    public int Unheard => _unheard;
    public int Cancels => _cancels;

    /// <summary>Reads who is there, once the commands are registered.</summary>
    public async Task SitDownAsync(CancellationToken cancel)
    {
        book.Accepted = id => CardOf(id).TrySetResult();
        while (true)
        {
            var state = JsonNode.Parse(await _http.GetStringAsync("sandbox/state", cancel))!;
            var commands = state["commands"]!.AsArray();
            if (commands.Count > 0 && state["application"]!["online"]!.GetValue<bool>())
            {
                _imagine = Id("imagine");
                _queueCommand = Id("queue");
                _users = [.. state["users"]!.AsArray().Skip(3).Select(user => user!["id"]!.GetValue<string>())];
                return;
            }
            await Task.Delay(200, cancel);

            string Id(string name) => commands.Single(one => one!["name"]!.GetValue<string>() == name)!["id"]!.GetValue<string>();
        }
    }

    /// <summary>Everybody's day. Ends when all that was begun in it has been said.</summary>
    public async Task LiveAsync(IReadOnlyList<DayOrder> orders, CancellationToken cancel)
    {
        var (began, open) = (Stopwatch.GetTimestamp(), new List<Task>());
        for (var i = 0; i < orders.Count; i++)
        {
            if (orders[i].At - Stopwatch.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
                await Task.Delay(left, cancel);
            open.Add(OrderAsync(orders[i], new Random(plan.Seed + i), cancel));
            open.RemoveAll(task => task.IsCompletedSuccessfully);
        }
        await Task.WhenAll(open);
    }

    public void Dispose() => _http.Dispose();

    private TaskCompletionSource CardOf(string id) => _cards.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task OrderAsync(DayOrder order, Random random, CancellationToken cancel)
    {
        var (user, channel) = (_users[order.Member * plan.Guilds + order.Guild], $"{WellKnown.General + ((ulong)order.Guild << 22)}");
        var at = Stopwatch.GetTimestamp();
        if (await UseAsync(user, channel, _imagine, "imagine", cancel, ("prompt", 3, Prompts[random.Next(Prompts.Length)]), ("seconds", 10, order.Seconds), ("model", 3, order.Model)) is not { } id)
            return;
        _asked.Add(new(id, order, at));
        if (random.NextDouble() < Looks && await UseAsync(user, channel, _queueCommand, "queue", cancel) is not null)
            Interlocked.Increment(ref _looks);
        var card = CardOf(id).Task;
        await Task.WhenAny(card, Task.Delay(TimeSpan.FromSeconds(20), cancel));
        if (!card.IsCompleted)
            return; // refused, or the bot was away
        if (random.NextDouble() < EtaSamples)
            await LookAsync(id, cancel);
        if (order.GivenUpAfter is not { } patience)
            return;
        await Task.Delay(patience, cancel);
        if (book.CardOf(id) is { } message && await InteractAsync(user, new JsonObject
        {
            ["type"] = 3,
            ["channel_id"] = channel,
            ["message_id"] = message,
            ["data"] = new JsonObject { ["component_type"] = 2, ["custom_id"] = $"cancel:{id}" },
        }, isSure: false, cancel) is not null)
            Interlocked.Increment(ref _cancels);
    }

    private async Task LookAsync(string id, CancellationToken cancel)
    {
        try
        {
            if (await queue.FindAsync(new(id), cancel) is { Eta: { } eta })
                _told.Add(new(id, DateTimeOffset.UtcNow, eta));
        }
        catch (RedisException)
        {
            // While a master falls nothing is told.
        }
    }

    private Task<string?> UseAsync(string user, string channel, string command, string name, CancellationToken cancel, params (string Name, int Type, object Value)[] options) =>
        InteractAsync(user, new JsonObject
        {
            ["type"] = 2,
            ["channel_id"] = channel,
            ["data"] = new JsonObject
            {
                ["id"] = command,
                ["name"] = name,
                ["type"] = 1,
                ["options"] = new JsonArray([.. options.Select(option => (JsonNode)new JsonObject { ["name"] = option.Name, ["type"] = option.Type, ["value"] = JsonValue.Create(option.Value) })]),
            },
        }, isSure: true, cancel);

    /// <param name="isSure">It should be possible; a button may be gone by now.</param>
    /// <returns>The interaction's id; null where Discord took none.</returns>
    private async Task<string?> InteractAsync(string user, JsonObject payload, bool isSure, CancellationToken cancel)
    {
        using var form = new MultipartFormDataContent { { new StringContent(payload.ToJsonString()), "payload_json" } };
        using var answer = await _http.PostAsync($"sandbox/interactions?user={user}", form, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        if (answer.IsSuccessStatusCode)
            return JsonNode.Parse(text)!["id"]!.GetValue<string>();
        if (isSure && Interlocked.Increment(ref _unheard) <= 3)
            Row.Note($"day: Discord took no click: {text}");
        return null;
    }
}
