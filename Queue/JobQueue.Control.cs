namespace ChatVideoBot.Queue;

// What moderators do. Each word holds at once, is kept in Redis, and stands in the audit with who said it and why.
public sealed partial class JobQueue
{
    /// <summary>Nothing more is claimed; what runs goes on, and jobs are still taken in.</summary>
    public Task PauseAsync(Word word, CancellationToken cancel) => _scripts.SetModeAsync(QueueMode.Paused, word, cancel);

    /// <summary>Nothing more is taken in; the line is worked off.</summary>
    public Task DrainAsync(Word word, CancellationToken cancel) => _scripts.SetModeAsync(QueueMode.Draining, word, cancel);

    /// <summary>Ends a pause or a drain.</summary>
    public Task ResumeAsync(Word word, CancellationToken cancel) => _scripts.SetModeAsync(QueueMode.Open, word, cancel);

    /// <summary>
    /// Pauses a guild (nothing of it is claimed; what runs goes on, and its jobs are still taken in), drains it (nothing more of it is taken in) or opens
    /// it; other guilds go on in either case. What was asked for in direct messages has no such mode.
    /// </summary>
    public Task SetGuildModeAsync(string guild, QueueMode mode, Word word, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(guild);
        if (guild[0] is '@' or '!')
            throw new ArgumentException($"A guild's id is expected, not \"{guild}\".", nameof(guild));
        return _scripts.SetGuildModeAsync(guild, mode, word, cancel);
    }

    public Task<QueueMode> ReadGuildModeAsync(string guild, CancellationToken cancel) => _scripts.ReadGuildModeAsync(guild, cancel);

    /// <summary>Takes a waiting job out of the line, or tells the worker of a running one to stop; a made clip that waits for a moderator is dropped.</summary>
    /// <param name="word">Who and why are kept with the job as the notes "cancelledBy" and "cancelledWhy".</param>
    public Task<CancelResult> CancelAsync(JobId id, Word word, CancellationToken cancel) => _scripts.CancelAsync(id, word, cancel);

    /// <summary>Cancels all open jobs of a user, made clips that wait for a moderator among them.</summary>
    public Task<Cleared> ClearUserAsync(string user, Word word, CancellationToken cancel) => _scripts.ClearUserAsync(user, "", word, cancel);

    /// <summary>As <see cref="ClearUserAsync(string, Word, CancellationToken)"/>, in one guild.</summary>
    public Task<Cleared> ClearUserAsync(string user, string guild, Word word, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(guild);
        return _scripts.ClearUserAsync(user, guild, word, cancel);
    }

    /// <summary>Puts a waiting job before all others, behind those promoted before.</summary>
    public Task<MoveResult> PromoteAsync(JobId id, Word word, CancellationToken cancel) => _scripts.PromoteAsync(id, word, cancel);

    /// <summary>
    /// Puts a waiting job before all others of its own guild and band. Other guilds keep their turns: the guild is charged for it as for any job.
    /// </summary>
    public Task<MoveResult> LeadAsync(JobId id, Word word, CancellationToken cancel) => _scripts.LeadAsync(id, word, cancel);

    /// <summary>Puts a waiting job into another band, behind what its user has there.</summary>
    public Task<MoveResult> MoveAsync(JobId id, Band band, Word word, CancellationToken cancel) => _scripts.MoveAsync(id, band, word, cancel);

    /// <summary>Sets a waiting job aside until <see cref="LetGoAsync"/>.</summary>
    public Task<MoveResult> HoldAsync(JobId id, Word word, CancellationToken cancel) => _scripts.HoldAsync(id, word, cancel);

    /// <summary>Puts a held job in line. For a made clip: <see cref="LetGoDeliveryAsync"/>.</summary>
    public Task<MoveResult> LetGoAsync(JobId id, Word word, CancellationToken cancel) => _scripts.LetGoAsync(id, word, cancel);

    /// <param name="limits">Null takes them away.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is negative, or a weight not above 0.</exception>
    public Task SetLimitsAsync(LimitSubject subject, Limits? limits, Word word, CancellationToken cancel) =>
        _scripts.SetLimitsAsync(subject, limits, word, cancel);

    public Task<IReadOnlyDictionary<LimitSubject, Limits>> ReadLimitsAsync(CancellationToken cancel) => _scripts.ReadLimitsAsync(cancel);

    /// <summary>Lets a worker finish its job and claim nothing more, or claim again; the latter also for one that was set aside.</summary>
    /// <returns>False when no such worker is known.</returns>
    public Task<bool> MaintainAsync(string worker, bool on, Word word, CancellationToken cancel) =>
        _scripts.MaintainAsync(worker, on, word, cancel);

    /// <summary>What moderators, and the queue itself, did: newest first.</summary>
    public Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(int atMost, CancellationToken cancel) => _scripts.ReadAuditAsync(atMost, cancel);

    /// <summary>As <see cref="ReadAuditAsync(int, CancellationToken)"/>, of what is about one guild: its jobs, mode and limits.</summary>
    public Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(int atMost, string guild, CancellationToken cancel) => _scripts.ReadAuditAsync(atMost, guild, cancel);

    public Task<QueueLook> LookAsync(CancellationToken cancel) => _scripts.LookAsync(cancel);
}
