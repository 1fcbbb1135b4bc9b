using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Tests.Clips;

public sealed class CancelTests(Pocket pocket)
{
    private static readonly ClipRequest Ball = new() { Prompt = "a red ball that is cancelled", Seed = 1 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cancelled_at_any_moment_nothing_more_is_done_and_nothing_is_left_behind()
    {
        using var slow = ClipMaker.Load(Pocket.Folder, new InferenceOptions { Steps = 200, MaxSeconds = 60 });
        foreach (var stage in (ClipStage[])[ClipStage.Prompt, ClipStage.Denoise, ClipStage.Decode, ClipStage.Encode])
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var (inDenoise, asked, afterwards) = (stage == ClipStage.Denoise, false, 0);
            var heard = new Heard(p =>
            {
                if (cancel.IsCancellationRequested)
                    afterwards++;
                else if (p.Stage == stage && !inDenoise)
                    cancel.Cancel();
                else if (p.Stage == stage && !asked && (asked = true))
                    cancel.CancelAfter(300); // some steps later, wherever it is then
            });

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                (inDenoise ? slow : pocket.Maker).MakeAsync(Ball with { Seconds = inDenoise ? 60 : 2 }, default, heard, cancel.Token));

            Assert.True(cancel.IsCancellationRequested);
            var most = inDenoise ? 1 : 0; // the timer may fire between the last look and the word; a clip that goes on would tell hundreds of steps more
            Assert.True(afterwards <= most, $"{stage}: {afterwards} reports after the cancel");
        }

        Assert.Empty(FfmpegChildren());
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
                if (line.Contains("clip.mp4", StringComparison.Ordinal) && line.Contains("seed: 1; prompt: a red ball that is cancelled", StringComparison.Ordinal)
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
