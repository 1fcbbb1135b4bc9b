using System.Diagnostics;
using ChatVideoBot.Bench.Queues;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Backups;

namespace ChatVideoBot.Bench.Backups;

/// <summary>What a copy of a queue takes, and for how long nobody can write meanwhile; then the same put back.</summary>
internal static class BackupBench
{
    private const int KeptClips = 200, ClipBytes = 1 << 20;

    public static Task RunAsync(Order order) => order.WithRedisAsync(async redis =>
    {
        foreach (var jobs in order.List("--jobs", 1_000, 10_000, 100_000))
        {
            var rules = BenchQueue.Unlimited();
            await using var bench = await BenchQueue.OpenAsync(redis, order.Cancel, rules);
            await FillAsync(bench.Queue, jobs, order.Cancel);
            var folder = Directory.CreateTempSubdirectory("chatvideobot-backup-");
            try
            {
                var (vault, file) = (QueueVault.Open(redis, rules), Path.Combine(folder.FullName, "queue.backup"));
                var began = Stopwatch.GetTimestamp();
                var copy = await vault.BackupAsync(file, order.Cancel);
                var saved = Stopwatch.GetElapsedTime(began);
                began = Stopwatch.GetTimestamp();
                await vault.RestoreAsync(file, replace: true, order.Cancel);
                Row.Write(new
                {
                    bench = "backup",
                    jobs_waiting = jobs,
                    keys = copy.Keys,
                    mib = Math.Round(copy.Bytes / 1048576.0, 1),
                    backup_s = Math.Round(saved.TotalSeconds, 2),
                    gate_shut_s = Math.Round(copy.StoodStill.TotalSeconds, 2),
                    restore_s = Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 2),
                });
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    });

    /// <summary>Jobs that wait, and made clips that nobody has fetched yet: what never changes is copied before the gate is shut.</summary>
    private static async Task FillAsync(JobQueue queue, int jobs, CancellationToken cancel)
    {
        await Backlog.FillAsync(queue, KeptClips, Jobs.Draft, cancel);
        var clip = new byte[ClipBytes];
        new Random(1).NextBytes(clip);
        for (var n = 0; n < KeptClips; n++)
        {
            if (await queue.ClaimAsync(BenchQueue.Worker, cancel) is { } lease)
                await queue.CompleteAsync(lease, Jobs.Made, clip, cancel);
        }
        await Backlog.FillAsync(queue, jobs, n => Jobs.Draft(KeptClips + n), cancel);
    }
}
