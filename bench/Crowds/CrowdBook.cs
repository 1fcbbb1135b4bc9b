using System.Collections.Concurrent;
using System.Diagnostics;
using ChatVideoBot.Sandbox;

namespace ChatVideoBot.Bench.Crowds;

/// <summary>What Discord saw: when each interaction was answered, how often which message was edited, what was refused, which clips came.</summary>
internal sealed class CrowdBook
{
    private readonly ConcurrentDictionary<string, long> _answers = new();
    private readonly ConcurrentDictionary<string, long> _edits = new();
    private readonly ConcurrentDictionary<string, (string Channel, string Message)> _clips = new();
    private readonly ConcurrentDictionary<string, int> _refusals = new();
    private int _editCount, _hasty, _twice;

    /// <summary>An edit must come so long after the one before; less the time that requests take to arrive.</summary>
    private static readonly TimeSpan EditEvery = TimeSpan.FromSeconds(1.9);

    public int Edits => _editCount;

    /// <summary>Edits of a message that came too soon after the last.</summary>
    public int Hasty => _hasty;
    public int Clips => _clips.Count;
    public int Twice => _twice;

    /// <summary>Refused requests by status and method.</summary>
    public IReadOnlyDictionary<string, int> Refusals => _refusals;

    public void Hear(AnsweredRequest request)
    {
        var now = Stopwatch.GetTimestamp();
        var parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (request.Status >= 400)
            _refusals.AddOrUpdate($"{request.Status} {request.Method} {parts[0]}", 1, (_, count) => count + 1);
        else if (parts is ["interactions", var id, _, "callback"])
            _answers.TryAdd(id, now);
        else if (request.Method == "PATCH" && request.Body?["components"] is not null)
            HearEdit(request.Path, now);
        else if (request.Method == "POST" && parts is ["channels", var channel, "messages"]
            && request.Answer?["attachments"]?.AsArray() is [{ } file, ..] && file["filename"]!.GetValue<string>() is var name && name.EndsWith(".mp4", StringComparison.Ordinal))
            HearClip(name[..^4].Split('_')[^1], channel, request.Answer["id"]!.GetValue<string>());
    }

    /// <summary>When the bot answered; null when it did not.</summary>
    public long? AnsweredAt(string interaction) => _answers.TryGetValue(interaction, out var at) ? at : null;

    /// <summary>The message that carries a job's clip; null while there is none.</summary>
    public (string Channel, string Message)? ClipOf(string job) => _clips.TryGetValue(job, out var where) ? where : null;

    private void HearEdit(string path, long now)
    {
        Interlocked.Increment(ref _editCount);
        if (_edits.TryGetValue(path, out var last) && Stopwatch.GetElapsedTime(last, now) < EditEvery)
            Interlocked.Increment(ref _hasty);
        _edits[path] = now;
    }

    private void HearClip(string job, string channel, string message)
    {
        if (!_clips.TryAdd(job, (channel, message)))
            Interlocked.Increment(ref _twice);
    }
}
