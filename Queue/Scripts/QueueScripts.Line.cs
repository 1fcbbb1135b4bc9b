using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Scripts;

// The line, as the bot sees it.
internal sealed partial class QueueScripts
{
    private static readonly RedisScript EnqueueLua = QueueLibrary.Function("enqueue.lua");
    private static readonly RedisScript FindLua = QueueLibrary.Function("find.lua");
    private static readonly RedisScript ToldLua = QueueLibrary.Function("told.lua");
    private static readonly RedisScript ListLua = QueueLibrary.Function("list.lua");
    private static readonly RedisScript ListUserLua = QueueLibrary.Function("list-user.lua");
    private static readonly RedisScript ListGuildLua = QueueLibrary.Function("list-guild.lua");
    private static readonly RedisScript HeldGuildLua = QueueLibrary.Function("held-guild.lua");
    private static readonly RedisScript NoteLua = QueueLibrary.Function("note.lua");

    private const int MostShapes = 1000;

    private readonly ConcurrentDictionary<(Likeness Like, string Model, double Seconds, int MemoryMiB), Shape> _shapes = new();

    private sealed record Shape(string Seconds, string Lane, string Kind);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // awaited once, here: nothing is allocated for it
    public async ValueTask<Enqueued> EnqueueAsync(JobDraft draft, string model, long mostSourceBytes, CancellationToken cancel)
    {
        var shape = ShapeOf(model, draft);
        RedisArg[] args =
        [
            draft.Id.Value, model, draft.User, draft.Guild, JsonSerializer.SerializeToUtf8Bytes(draft.Clip, QueueJson.Default.ClipRequest),
            draft.Origin, draft.Sources.Bytes, shape.Seconds, draft.Pixels, draft.MemoryMiB, shape.Lane,
            shape.Kind, draft.Band is { } band ? Text(band) : "", draft.Roles.Count == 0 ? "" : string.Join(' ', draft.Roles), draft.Hold,
            Ms(options.ExpireAfter),
            Ms(options.KeepHeld), options.MostWaiting, options.MostWaitingPerUser, options.MostWaitingPerGuild, options.TightenAt,
            Ms(options.FirstGuess), mostSourceBytes, Ms(options.KeepSources), JobTrace.Here,
        ];
        var reply = await RunAsync(EnqueueLua, args, cancel);
        if (options.Replicas > 0)
            await CopyAsync(cancel);
        if (reply is not (object?[] and [string status, var told, .. var more]))
            return Unexpected<Enqueued>(EnqueueLua);
        return status switch
        {
            "accepted" => new Enqueued(EnqueueStatus.Accepted, JobReading.State(told as string ?? ""), 0) { IsPaused = more.Length > 0 },
            "known" => new Enqueued(EnqueueStatus.Known, JobReading.State(told as string ?? ""), 0),
            _ when Enum.TryParse<EnqueueStatus>(status is "userday" or "guildday" ? status + "full" : status, ignoreCase: true, out var refusal) =>
                new Enqueued(refusal, JobState.Waiting, told is long limit ? (int)limit : 0),
            _ => Unexpected<Enqueued>(EnqueueLua),
        };
    }

    public async Task<Job?> FindAsync(JobId id, CancellationToken cancel) =>
        await RunAsync(FindLua, [id.Value, GoneAfter], cancel) is object?[] look ? JobReading.Read(look) : null;

    public Task ToldAsync(JobId id, TimeSpan eta, CancellationToken cancel) => RunAsync(ToldLua, [id.Value, Ms(eta)], cancel).AsTask();

    public async Task<IReadOnlyList<Job>> ListAsync(int atMost, CancellationToken cancel) =>
        Jobs(await RunAsync(ListLua, [atMost, GoneAfter], cancel));

    public async Task<IReadOnlyList<Job>> ListOfUserAsync(string user, CancellationToken cancel) =>
        Jobs(await RunAsync(ListUserLua, [user, GoneAfter], cancel));

    public async Task<GuildJobs> ListOfGuildAsync(string guild, int skip, int take, CancellationToken cancel) =>
        await RunAsync(ListGuildLua, [guild, skip, take, GoneAfter], cancel) is object?[] and [long running, long waiting, long held, object?[] looks]
            ? new GuildJobs((int)running, (int)waiting, (int)held, Jobs(looks))
            : Unexpected<GuildJobs>(ListGuildLua);

    public async Task<HeldJobs> HeldOfGuildAsync(string guild, int skip, int take, CancellationToken cancel) =>
        await RunAsync(HeldGuildLua, [guild, skip, take, GoneAfter], cancel) is object?[] and [long held, object?[] looks]
            ? new HeldJobs((int)held, Jobs(looks))
            : Unexpected<HeldJobs>(HeldGuildLua);

    public Task NoteAsync(JobId id, string name, string value, CancellationToken cancel) =>
        RunAsync(NoteLua, [id.Value, name, value], cancel).AsTask();

    /// <summary>What is said of a clip's size, as text; kept, because most clips are alike.</summary>
    private Shape ShapeOf(string model, JobDraft draft)
    {
        var like = (Likeness.Of(draft), model, draft.Clip.WorkSeconds, draft.MemoryMiB);
        if (_shapes.TryGetValue(like, out var known))
            return known;
        if (_shapes.Count >= MostShapes)
            _shapes.Clear();
        return _shapes[like] = new(draft.Clip.WorkSeconds.ToString("R", CultureInfo.InvariantCulture), Lane.For(model, draft).Name, like.Item1.Name);
    }

    private static string Text(Band band) => band switch
    {
        Band.Urgent => "urgent",
        Band.Boosted => "boosted",
        Band.Relaxed => "relaxed",
        _ => "normal",
    };

    private static List<Job> Jobs(object? looks) =>
        looks is object?[] list ? [.. list.OfType<object?[]>().Select(JobReading.Read).OfType<Job>()] : [];
}
