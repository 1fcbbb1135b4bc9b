using System.Diagnostics;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Tests.Clips;

/// <summary>What is measured with a clock runs with no other test beside it.</summary>
[CollectionDefinition(nameof(ClipTimeTests), DisableParallelization = true)]
[Collection(nameof(ClipTimeTests))]
public sealed class ClipTimeTests(Pocket pocket)
{
    private static readonly ClipRequest Ball = new() { Prompt = "a red ball bouncing in the desert", Seed = 1 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cancelled_at_any_moment_it_ends_within_a_second_and_leaves_nothing_behind()
    {
        var options = new InferenceOptions { Steps = 200, MaxSeconds = 60 };
        using var maker = ClipMaker.Load(Pocket.Folder, options);
        foreach (var stage in (ClipStage[])[ClipStage.Denoise, ClipStage.Decode, ClipStage.Encode])
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var since = 0L;
            using var at = cancel.Token.Register(() => since = Stopwatch.GetTimestamp());
            var heardStages = new HashSet<ClipStage>();
            var heard = new Heard(p =>
            {
                if (p.Stage == stage && heardStages.Add(p.Stage)) // once: a later report would begin the wait anew
                    cancel.CancelAfter(stage == ClipStage.Denoise ? 300 : 0); // in the middle of a run
            });
            var request = stage == ClipStage.Denoise ? Ball with { Seconds = 60 } : Ball with { Seconds = 2 };
            var chosen = stage == ClipStage.Denoise ? maker : pocket.Maker;

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => chosen.MakeAsync(request, default, heard, cancel.Token));

            Assert.InRange(Stopwatch.GetElapsedTime(since).TotalSeconds, 0, 1);
        }

        Assert.Empty(FfmpegChildren());
    }

    [Fact]
    public async Task Time_is_spent_where_the_timings_say()
    {
        await pocket.Maker.MakeAsync(Ball, default, null, Cancel); // the first clip also compiles code

        var time = (await pocket.Maker.MakeAsync(Ball, default, null, Cancel)).Timings;

        Assert.True(time.Rest >= TimeSpan.Zero && time.Rest < time.Whole / 10, $"{time}"); // below 0.05 on a machine without neighbours
        Assert.True(time.Denoiser > time.Rest && time.Vae > TimeSpan.Zero && time.Encode > TimeSpan.Zero && time.TextEncoder > TimeSpan.Zero);
    }

    /// <summary>Processes named ffmpeg whose parent is this one and that write a clip.</summary>
    private static List<string> FfmpegChildren()
    {
        var found = new List<string>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), out _)))
        {
            try
            {
                var line = File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
                if (line.Contains("clip.mp4", StringComparison.Ordinal) && line.Contains("seed: 1; prompt: a red ball", StringComparison.Ordinal)
                    && File.ReadAllText(Path.Combine(folder, "status")).Contains($"PPid:\t{Environment.ProcessId}\n", StringComparison.Ordinal))
                    found.Add(line);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended while it was looked at.
            }
        }

        return found;
    }
}
