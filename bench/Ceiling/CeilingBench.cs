using System.Security.Cryptography;
using ChatVideoBot.Bench.Queues;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bench.Ceiling;

/// <summary>
/// Where one Redis ends: the processor time that it spends on a job's way from the order to the end that is told, on a second of a clip in the making, and
/// on a second of a card that waits. It works in one thread, so these three and the numbers of machines and people say how full it is.
/// </summary>
internal static class CeilingBench
{
    private const int PreviewBytes = 30_000;

    public static Task RunAsync(Order order) => order.WithRedisAsync(async redis =>
    {
        var jobs = order.Whole("--jobs", 1000);
        await using var meter = await PlainRedis.ConnectAsync(redis);
        foreach (var mebibytes in new[] { 0.25, 1, 4, 10 })
        {
            var many = (int)Math.Max(20, jobs / Math.Max(1, mebibytes * 2));
            var clip = RandomNumberGenerator.GetBytes((int)(mebibytes * (1 << 20)));
            await using var bench = await BenchQueue.OpenAsync(redis, order.Cancel);
            var (busy, bytes) = await CostAsync(meter, async () =>
            {
                for (var n = 0; n < many; n++)
                    await LiveAsync(bench.Queue, n, clip, order.Cancel);
            });
            Row.Write(new
            {
                bench = "ceiling",
                of = "a job, from the order to its told end",
                clip_mib = mebibytes,
                redis_ms = Math.Round(busy * 1000 / many, 3),
                mib_moved = Math.Round(bytes / many / (1 << 20), 2),
                jobs_a_second_at_70_percent = Math.Round(0.7 * many / busy),
            });
        }
        await MeasureRunningAsync(redis, meter, jobs, order.Cancel);
        foreach (var depth in order.List("--depths", 10, 100, 1000, 10_000))
            await MeasureWaitingAsync(redis, meter, depth, jobs, order.Cancel);
    });

    private static async Task LiveAsync(JobQueue queue, int n, byte[] clip, CancellationToken cancel)
    {
        await queue.EnqueueAsync(Jobs.Draft(n), cancel);
        var lease = await queue.ClaimAsync(BenchQueue.Worker, cancel);
        await queue.ReadSourcesAsync(lease!, cancel);
        await queue.CompleteAsync(lease!, Jobs.Made, clip, cancel);
        var delivery = await queue.TakeDeliveryAsync(cancel);
        await queue.ReadClipAsync(delivery!, cancel);
        await queue.RecordMessageAsync(delivery!, "1", cancel);
        await queue.AcknowledgeAsync(delivery!, cancel);
    }

    /// <summary>A worker reports twice a second, every second time with a preview; the card is written anew every two seconds.</summary>
    private static async Task MeasureRunningAsync(Uri redis, PlainRedis meter, int seconds, CancellationToken cancel)
    {
        var preview = RandomNumberGenerator.GetBytes(PreviewBytes);
        await using var bench = await BenchQueue.OpenAsync(redis, cancel);
        await bench.Queue.EnqueueAsync(Jobs.Draft(1), cancel);
        var lease = await bench.Queue.ClaimAsync(BenchQueue.Worker, cancel);
        var (busy, bytes) = await CostAsync(meter, async () =>
        {
            for (var n = 0; n < seconds; n++)
            {
                await bench.Queue.ReportAsync(lease!, (double)n / seconds, "denoise", preview, cancel);
                await bench.Queue.ReportAsync(lease!, (n + 0.5) / seconds, "denoise", default, cancel);
                if (n % 2 > 0)
                    continue;
                await bench.Queue.FindAsync(lease!.Id, cancel);
                await bench.Queue.ReadPreviewAsync(lease.Id, cancel);
            }
        });
        Row.Write(new
        {
            bench = "ceiling",
            of = "a second of a clip in the making",
            redis_ms = Math.Round(busy * 1000 / seconds, 3),
            mib_moved = Math.Round(bytes / seconds / (1 << 20), 3),
            clips_in_the_making_at_70_percent = Math.Round(0.7 * seconds / busy),
        });
    }

    /// <summary>The card looks every two seconds where its job stands and when it will be its turn.</summary>
    private static async Task MeasureWaitingAsync(Uri redis, PlainRedis meter, int depth, int looks, CancellationToken cancel)
    {
        await using var bench = await BenchQueue.OpenAsync(redis, cancel);
        for (var n = 0; n < depth; n++)
            await bench.Queue.EnqueueAsync(Jobs.Draft(n), cancel);
        var random = new Random(1);
        var (busy, bytes) = await CostAsync(meter, async () =>
        {
            for (var n = 0; n < looks; n++)
                await bench.Queue.FindAsync(Jobs.Draft(random.Next(depth)).Id, cancel);
        });
        Row.Write(new
        {
            bench = "ceiling",
            of = "a second of a card that waits",
            jobs_waiting = depth,
            redis_ms = Math.Round(busy * 1000 / looks / 2, 3),
            mib_moved = Math.Round(bytes / looks / 2 / (1 << 20), 4),
            cards_waiting_at_70_percent = Math.Round(0.7 * looks * 2 / busy),
        });
    }

    /// <returns>The server's processor seconds, and the bytes that came to it and left it.</returns>
    private static async Task<(double Busy, double Bytes)> CostAsync(PlainRedis meter, Func<Task> work)
    {
        var (busy, bytes) = (await BusyAsync(), await BytesAsync());
        await work();
        return (await BusyAsync() - busy, await BytesAsync() - bytes);

        async Task<double> BusyAsync() => await meter.InfoAsync("cpu", "used_cpu_sys") + await meter.InfoAsync("cpu", "used_cpu_user");
        async Task<double> BytesAsync() => await meter.InfoAsync("stats", "total_net_input_bytes") + await meter.InfoAsync("stats", "total_net_output_bytes");
    }
}
