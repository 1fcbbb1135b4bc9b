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

    /// <summary>Takes a waiting job out of the line, or tells the worker of a running one to stop.</summary>
    /// <param name="word">Who and why are kept with the job as the notes "cancelledBy" and "cancelledWhy".</param>
    public Task<CancelResult> CancelAsync(JobId id, Word word, CancellationToken cancel) => _scripts.CancelAsync(id, word, cancel);

    /// <summary>Cancels all open jobs of a user.</summary>
    public Task<Cleared> ClearUserAsync(string user, Word word, CancellationToken cancel) => _scripts.ClearUserAsync(user, word, cancel);

    /// <summary>Puts a waiting job before all others, behind those promoted before.</summary>
    public Task<MoveResult> PromoteAsync(JobId id, Word word, CancellationToken cancel) => _scripts.PromoteAsync(id, word, cancel);

    /// <summary>Puts a waiting job into another band, behind what its user has there.</summary>
    public Task<MoveResult> MoveAsync(JobId id, Band band, Word word, CancellationToken cancel) => _scripts.MoveAsync(id, band, word, cancel);

    /// <summary>Sets a waiting job aside until <see cref="LetGoAsync"/>.</summary>
    public Task<MoveResult> HoldAsync(JobId id, Word word, CancellationToken cancel) => _scripts.HoldAsync(id, word, cancel);

    /// <summary>Puts a held job in line.</summary>
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

    public Task<QueueLook> LookAsync(CancellationToken cancel) => _scripts.LookAsync(cancel);
}
