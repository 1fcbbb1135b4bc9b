using System.Reflection;
using System.Runtime.Loader;

namespace ChatVideoBot.Bench.Upgrade;

/// <summary>The queue's own code of another version, loaded beside ours: what a bot of that version does.</summary>
internal sealed class OldQueue : IAsyncDisposable
{
    private const string Space = "ChatVideoBot.Queue.";

    private readonly Assembly _code;
    private readonly dynamic _queue;
    private readonly dynamic? _shelf;

    /// <param name="file">ChatVideoBot.Queue.dll of that version.</param>
    public OldQueue(string file, Uri redis)
    {
        var folder = new AssemblyLoadContext("old queue");
        _code = folder.LoadFromAssemblyPath(Path.GetFullPath(file));
        var options = Activator.CreateInstance(Type("QueueOptions"))!;
        _queue = Type("JobQueue").GetMethod("Open", [typeof(Uri), options.GetType()])!.Invoke(null, [redis, options])!;
        _shelf = _code.GetType(Space + "Keepsakes")?.GetMethod("Open", [typeof(Uri), options.GetType()])!.Invoke(null, [redis, options])!;
    }

    public async Task<string> EnqueueAsync(string id, string user, string prompt, CancellationToken cancel)
    {
        dynamic clip = Activator.CreateInstance(Type("ClipRequest"))!;
        ((object)clip).GetType().GetProperty("Prompt")!.SetValue(clip, prompt);
        ((object)clip).GetType().GetProperty("Seconds")!.SetValue(clip, 0.5);
        dynamic draft = Activator.CreateInstance(Type("JobDraft"), Activator.CreateInstance(Type("JobId"), id), user, "guild", clip, "{}")!;
        var enqueued = await _queue.EnqueueAsync(draft, cancel);
        return enqueued.Status.ToString();
    }

    /// <summary>Tells the next end; its id and state, or null when none is due.</summary>
    public async Task<(string Id, string State, int ClipBytes)?> TellAsync(CancellationToken cancel)
    {
        var delivery = await _queue.TakeDeliveryAsync(cancel);
        if (delivery is null) return null;
        byte[]? clip = await _queue.ReadClipAsync(delivery, cancel);
        return (bool)await _queue.AcknowledgeAsync(delivery, cancel) ? ((string)delivery.Job.Id.Value, (string)delivery.Job.State.ToString(), clip?.Length ?? 0) : null;
    }

    /// <summary>Whether that version knows of keepsakes at all.</summary>
    public bool Keeps => _shelf is not null;

    public async Task KeepAsync(string name, string value, CancellationToken cancel) => await _shelf!.WriteAsync(name, value, TimeSpan.FromHours(1), cancel);

    public async Task<string?> ReadAsync(string name, CancellationToken cancel) => await _shelf!.ReadAsync(name, cancel);

    public async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)_queue).DisposeAsync();
        if (_shelf is not null) await ((IAsyncDisposable)_shelf).DisposeAsync();
    }

    private Type Type(string name) => _code.GetType(Space + name, throwOnError: true)!;
}
