using System.Collections.Concurrent;
using System.Diagnostics;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Backups;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Bench.Upgrade;

/// <summary>
/// A rolling update, with the real program of another commit: its worker's program and its queue's code on one Redis with ours, each enqueueing,
/// making and telling what the other began; then the old ones leave in mid-work. No job may be lost or told twice.
/// </summary>
internal static class UpgradeBench
{
    private static string Here => Repository.Root;

    public static async Task RunAsync(Order order)
    {
        var (from, jobs) = (order.Text("--from", "HEAD~1"), order.Whole("--jobs", 60));
        using var folder = new Temporary();
        var old = Path.Combine(folder.Path, "old");
        var commit = (await SayAsync("git", ["-C", Here, "rev-parse", "--short", from], order.Cancel)).Trim();
        Row.Note($"upgrade: from {commit}");
        await SayAsync("git", ["-C", Here, "worktree", "add", "--detach", old, commit], order.Cancel);
        try
        {
            foreach (var package in Directory.EnumerateFiles(Path.Combine(Here, "eng", "feed"), "*.nupkg"))
                File.Copy(package, Path.Combine(old, "eng", "feed", Path.GetFileName(package)), overwrite: true);
            foreach (var tree in new[] { old, Here })
                await SayAsync("dotnet", ["build", Path.Combine(tree, "Inference"), "-c", "Release", "--nologo", "-v", "q"], order.Cancel);
            await RollAsync(old, commit, jobs, folder.Path, order.Cancel);
        }
        finally
        {
            await SayAsync("git", ["-C", Here, "worktree", "remove", "--force", old], CancellationToken.None);
        }
    }

    private static async Task RollAsync(string old, string commit, int jobs, string folder, CancellationToken cancel)
    {
        await using var redis = await PrivateRedis.StartAsync(Path.Combine(folder, "redis"), cancel);
        await using var before = new OldQueue(Path.Combine(Bin(old), "ChatVideoBot.Queue.dll"), redis.Url);
        await using var after = JobQueue.Open(redis.Url);
        await using var shelf = Keepsakes.Open(redis.Url);
        var (ends, byOld, byNew) = (new ConcurrentDictionary<string, int>(), 0, 0);
        var wrong = new ConcurrentBag<string>();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        over.CancelAfter(TimeSpan.FromMinutes(8));
        using var oldWorker = Start(old, redis.Url, "old-worker");
        await WaitAsync(async () => (await after.LookAsync(over.Token)).Workers.Count > 0, over.Token);
        if (before.Keeps) await before.KeepAsync("from-old", "1", cancel);
        await shelf.WriteAsync("from-new", "2", TimeSpan.FromHours(1), cancel);
        if (before.Keeps && (await shelf.ReadAsync("from-old", cancel) != "1" || await before.ReadAsync("from-new", cancel) != "2")) wrong.Add("what one keeps the other does not read");

        var oldTells = true;
        var telling = Task.WhenAll(TellAsync(true), TellAsync(false));
        var enqueued = 0;
        async Task EnqueueAsync(bool withOld)
        {
            var id = $"job-{enqueued++}";
            var status = withOld ? await before.EnqueueAsync(id, $"user-{enqueued % 9}", "a red ball", over.Token)
                : (await after.EnqueueAsync(new JobDraft(new JobId(id), $"user-{enqueued % 9}", "guild", new ClipRequest { Prompt = "a red ball", Seconds = 0.5 }, "{}"), over.Token)).Status.ToString();
            if (status != "Accepted") wrong.Add($"{id}: {status}");
        }

        while (enqueued < jobs / 3) await EnqueueAsync(withOld: true);
        using var newWorker = Start(Here, redis.Url, "new-worker"); // the update begins
        await WaitAsync(async () => (await after.LookAsync(over.Token)).Workers.Count > 1, over.Token);
        while (enqueued < 2 * jobs / 3) await EnqueueAsync(withOld: enqueued % 2 == 0);
        await WaitAsync(() => Task.FromResult(ends.Count >= jobs / 2), over.Token);
        using (var stop = Process.Start("kill", ["-TERM", $"{oldWorker.Id}"])) await stop.WaitForExitAsync(cancel); // in mid-work
        await oldWorker.WaitForExitAsync(over.Token);
        oldTells = false;
        while (enqueued < jobs) await EnqueueAsync(withOld: false);
        await WaitAsync(() => Task.FromResult(ends.Count >= jobs), over.Token);
        await over.CancelAsync();
        await telling;

        // Back it up with the new program, as the guide says to before an update.
        var copy = await QueueVault.Open(redis.Url).BackupAsync(Path.Combine(folder, "copy"), cancel);
        Kill(newWorker);
        var doubled = ends.Values.Count(times => times > 1);
        foreach (var sentence in wrong) Row.Note($"{sentence}");
        Row.Write(new { bench = "upgrade", from = commit, jobs, lost = jobs - ends.Count, doubled, told_by_old = byOld, told_by_new = byNew, wrong = wrong.Count, keys = copy.Keys });
        if (doubled > 0 || ends.Count != jobs || !wrong.IsEmpty || byOld == 0 || byNew == 0) Environment.ExitCode = 1;

        async Task TellAsync(bool isOld)
        {
            while (!over.IsCancellationRequested)
            {
                try
                {
                    var told = isOld ? (Volatile.Read(ref oldTells) ? await before.TellAsync(over.Token) : null) : await TellNewAsync();
                    if (told is not { } end)
                    {
                        await Task.Delay(20, over.Token);
                        continue;
                    }
                    if (end.State != "Delivering" || end.ClipBytes == 0) wrong.Add($"{end.Id} ended as {end.State} with {end.ClipBytes} bytes");
                    ends.AddOrUpdate(end.Id, 1, (_, times) => times + 1);
                    if (isOld) Interlocked.Increment(ref byOld); else Interlocked.Increment(ref byNew);
                }
                catch (OperationCanceledException) when (over.IsCancellationRequested)
                {
                }
            }
        }

        async Task<(string Id, string State, int ClipBytes)?> TellNewAsync()
        {
            if (await after.TakeDeliveryAsync(over.Token) is not { } delivery) return null;
            var clip = await after.ReadClipAsync(delivery, over.Token);
            return await after.AcknowledgeAsync(delivery, over.Token) ? (delivery.Job.Id.Value, delivery.Job.State.ToString(), clip?.Length ?? 0) : null;
        }
    }

    private static string Bin(string tree) => Path.Combine(tree, "Inference", "bin", "Release", "net10.0");

    private static Process Start(string tree, Uri redis, string name)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(Bin(tree), "ChatVideoBot.Inference.dll"), "--Worker:Name", name, "--Inference:Steps", "4", "--Inference:ModelFolder", Path.Combine(tree, "models", "pocket")])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = tree,
        };
        start.Environment["REDIS_URL"] = redis.OriginalString;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static void Kill(Process process)
    {
        if (!process.HasExited) process.Kill();
    }

    private static async Task WaitAsync(Func<Task<bool>> holds, CancellationToken cancel)
    {
        while (!await holds()) await Task.Delay(100, cancel);
    }

    private static async Task<string> SayAsync(string program, string[] words, CancellationToken cancel)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0 ? said : throw new OrderException($"{program} {string.Join(' ', words)} failed: {said}");
    }

    private sealed class Temporary : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("upgrade-");

        public string Path => _folder.FullName;

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
