using System.Text.Json.Nodes;

namespace ChatVideoBot.Tests.Chaos;

/// <summary>What one person's page shows: clips, cards, and that the bot did not answer.</summary>
internal sealed class ChatWatch(SandboxPerson person, Ledger ledger)
{
    private readonly TaskCompletionSource _listens = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when it hears what happens.</summary>
    public Task Listens => _listens.Task;

    /// <summary>Until it is cancelled.</summary>
    /// <exception cref="InvalidOperationException">The page was cut off: what it missed nobody saw.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            await foreach (var happened in person.EventsAsync(cancel))
            {
                _listens.TrySetResult();
                var what = happened["t"]!.GetValue<string>();
                if (what is "MESSAGE_CREATE" or "MESSAGE_UPDATE") See(happened["d"]!);
                else if (what == "INTERACTION_FAILURE") ledger.Fail(happened["d"]!["id"]!.GetValue<string>());
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return;
        }
        throw new InvalidOperationException("The sandbox cut a page off, so nobody watched the chat.");
    }

    /// <summary>The job whose clip a message carries; null for any other message.</summary>
    public static string? ClipOf(JsonNode message) => message["attachments"]!.AsArray()
        .Select(file => file!["filename"]!.GetValue<string>())
        .Where(name => name.EndsWith(".mp4", StringComparison.Ordinal))
        .Select(name => name[(name.LastIndexOf('_') + 1)..^".mp4".Length]).FirstOrDefault();

    /// <summary>The job whose Cancel button a message carries; null for any other message.</summary>
    public static string? CardOf(JsonNode message) => (message["components"] as JsonArray ?? [])
        .SelectMany(row => row!["components"] as JsonArray ?? [])
        .Select(part => part!["custom_id"]?.GetValue<string>() ?? "")
        .Where(id => id.StartsWith("cancel:", StringComparison.Ordinal))
        .Select(id => id["cancel:".Length..]).FirstOrDefault();

    private void See(JsonNode message)
    {
        var (channel, id) = (message["channel_id"]!.GetValue<string>(), message["id"]!.GetValue<string>());
        if (ClipOf(message) is { } job) ledger.SeeClip(job, id);
        else if (CardOf(message) is { } waiting) ledger.SeeCard(waiting, channel, id);
    }
}
