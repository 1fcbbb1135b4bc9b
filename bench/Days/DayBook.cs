using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using ChatVideoBot.Sandbox;

namespace ChatVideoBot.Bench.Days;

/// <summary>
/// What Discord saw. An order counts as accepted from when its card could be cancelled, which is how a person knows it: nothing of this comes from
/// the queue that is judged.
/// </summary>
internal sealed partial class DayBook
{
    private readonly ConcurrentDictionary<string, long> _answers = new();
    private readonly ConcurrentDictionary<string, string?> _accepted = new();
    private readonly ConcurrentDictionary<string, int> _clips = new();
    private readonly ConcurrentDictionary<string, int> _refusals = new();
    private int _edits;

    /// <summary>Told once of each order whose card stands; with the card's message, where it is known.</summary>
    public Action<string>? Accepted { get; set; }

    public IReadOnlyCollection<string> AcceptedOrders => [.. _accepted.Keys];

    /// <summary>How often each job's clip was posted.</summary>
    public IReadOnlyDictionary<string, int> Clips => _clips;

    public IReadOnlyDictionary<string, int> Refusals => _refusals;

    public int Edits => _edits;

    public long? AnsweredAt(string interaction) => _answers.TryGetValue(interaction, out var at) ? at : null;

    /// <summary>The message that can be cancelled; null where it was not seen.</summary>
    public string? CardOf(string order) => _accepted.GetValueOrDefault(order);

    public void Hear(AnsweredRequest request)
    {
        var now = Stopwatch.GetTimestamp();
        var parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (request.Status >= 400)
        {
            _refusals.AddOrUpdate($"{request.Status} {request.Method} {parts[0]}", 1, (_, count) => count + 1);
            return;
        }
        if (parts is ["interactions", var id, _, "callback"])
        {
            _answers.TryAdd(id, now);
            HearCard(request);
        }
        else if (request.Method == "PATCH")
        {
            Interlocked.Increment(ref _edits);
            HearCard(request);
        }
        else if (request.Method == "POST" && request.Answer?["attachments"]?.AsArray() is [{ } file, ..] && file["filename"]!.GetValue<string>() is var name
            && name.EndsWith(".mp4", StringComparison.Ordinal))
        {
            _clips.AddOrUpdate(name[..^4].Split('_')[^1], 1, (_, count) => count + 1);
        }
    }

    private void HearCard(AnsweredRequest request)
    {
        if (request.Body is null || CancelId().Match(request.Body.ToJsonString()) is not { Success: true } found)
            return;
        var id = found.Groups[1].Value;
        var message = request.Method == "PATCH" ? request.Answer?["id"]?.GetValue<string>() : null;
        if (_accepted.TryAdd(id, message))
            Accepted?.Invoke(id);
        else if (message is not null)
            _accepted[id] = message;
    }

    [GeneratedRegex("\"cancel:([0-9]+)\"")]
    private static partial Regex CancelId();
}
