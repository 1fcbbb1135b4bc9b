using System.Text.Json;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Scripts;

// The line, as the bot sees it.
internal sealed partial class QueueScripts
{
    private static readonly RedisScript EnqueueLua = RedisScript.Embedded("enqueue.lua");
    private static readonly RedisScript FindLua = RedisScript.Embedded("find.lua");
    private static readonly RedisScript ListLua = RedisScript.Embedded("list.lua");
    private static readonly RedisScript ListUserLua = RedisScript.Embedded("list-user.lua");
    private static readonly RedisScript CancelLua = RedisScript.Embedded("cancel.lua");
    private static readonly RedisScript NoteLua = RedisScript.Embedded("note.lua");

    public async Task<Enqueued> EnqueueAsync(JobDraft draft, string lane, CancellationToken cancel)
    {
        RedisArg[] args =
        [
            draft.Id.Value, lane, draft.User, draft.Guild, JsonSerializer.Serialize(draft.Clip, QueueJson.Default.ClipRequest),
            draft.Origin, draft.Picture.Length > 0, Expire, options.MostWaiting, options.MostPerUser, GoneAfter,
        ];
        if (await RunAsync(EnqueueLua, args, cancel) is not (object[] and [string status, string state, long position, object?[] seen]))
            return Unexpected<Enqueued>(EnqueueLua);
        var outlook = Outlook.Read(seen);
        return new Enqueued(
            status switch
            {
                "accepted" => EnqueueStatus.Accepted,
                "known" => EnqueueStatus.Known,
                "queuefull" => EnqueueStatus.QueueFull,
                _ => EnqueueStatus.UserFull,
            },
            JobReading.State(state), (int)position, position > 0 ? outlook.UntilMade((int)position) : null, outlook.LiveWorkers);
    }

    public async Task<Job?> FindAsync(JobId id, CancellationToken cancel) =>
        await RunAsync(FindLua, [id.Value, GoneAfter], cancel) is object?[] look ? JobReading.Read(look) : null;

    public async Task<IReadOnlyList<Job>> ListAsync(int atMost, CancellationToken cancel) =>
        Jobs(await RunAsync(ListLua, [atMost, GoneAfter], cancel));

    public async Task<IReadOnlyList<Job>> ListOfUserAsync(string user, CancellationToken cancel) =>
        Jobs(await RunAsync(ListUserLua, [user, GoneAfter], cancel));

    public async Task<CancelResult> CancelAsync(JobId id, string by, CancellationToken cancel) =>
        await RunAsync(CancelLua, [id.Value, by], cancel) switch
        {
            "cancelled" => CancelResult.Cancelled,
            "stopping" => CancelResult.Stopping,
            "toolate" => CancelResult.TooLate,
            "unknown" => CancelResult.Unknown,
            _ => Unexpected<CancelResult>(CancelLua),
        };

    public Task NoteAsync(JobId id, string name, string value, CancellationToken cancel) =>
        RunAsync(NoteLua, [id.Value, name, value], cancel);

    private static List<Job> Jobs(object? looks) =>
        looks is object?[] list ? [.. list.OfType<object?[]>().Select(JobReading.Read).OfType<Job>()] : [];
}
