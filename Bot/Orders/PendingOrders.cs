using System.Text.Json;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Orders;

/// <summary>Orders of many clips that wait for their asker's yes, an hour at most; in Redis, so that a restart forgets none.</summary>
internal sealed class PendingOrders(Keepsakes keepsakes)
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <param name="id">Of the order: its jobs will have it, however often the yes comes.</param>
    public Task KeepAsync(JobId id, string user, ClipOrder order, CancellationToken cancel) =>
        keepsakes.WriteAsync(Key(id.Value), JsonSerializer.Serialize(new Pending(user, order), Json), Life, cancel);

    /// <summary>The order and who asked; null when it is over.</summary>
    public async Task<Pending?> FindAsync(string id, CancellationToken cancel) =>
        await keepsakes.ReadAsync(Key(id), cancel) is { } text ? JsonSerializer.Deserialize<Pending>(text, Json) : null;

    public Task ForgetAsync(string id, CancellationToken cancel) => keepsakes.ForgetAsync(cancel, Key(id));

    private static string Key(string id) => $"order:{id}";
}

/// <summary>An order that was not confirmed yet.</summary>
internal sealed record Pending(string User, ClipOrder Order);
