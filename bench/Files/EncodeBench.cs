using System.Diagnostics;
using ChatVideoBot.Bench.Programs;
using ChatVideoBot.Inference;
using ChatVideoBot.Inference.Video;

namespace ChatVideoBot.Bench.Files;

/// <summary>A clip's file within its limit beside plain CRF at the same quality: bytes, time, and how near its frames are to those given.</summary>
internal static class EncodeBench
{
    public static async Task RunAsync(Order order)
    {
        var (seconds, rate, cancel) = (order.Number("--length", 60), order.Whole("--rate", 24), order.Cancel);
        var size = order.Text("--size", "832x480").Split('x').Select(int.Parse).ToArray();
        var folder = Directory.CreateTempSubdirectory("chatvideobot-bench-");
        try
        {
            var clip = Path.Combine(folder.FullName, "made.mp4");
            await File.WriteAllBytesAsync(clip, await MadeAsync(cancel), cancel);
            foreach (var source in Source.All(clip, size[0], size[1], rate, seconds))
                await CompareAsync(source, folder.FullName, cancel);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<byte[]> MadeAsync(CancellationToken cancel)
    {
        var options = new InferenceOptions { Watermark = false, Crf = 1 };
        options.Check.On = false;
        using var maker = ClipMaker.Load(options.ModelFolder, options);
        return (await maker.MakeAsync(new() { Prompt = "a red ball bouncing in the desert", Seconds = 8, Seed = 3 }, null, null, cancel)).Mp4;
    }

    private static async Task CompareAsync(Source source, string folder, CancellationToken cancel)
    {
        var options = new InferenceOptions { Watermark = false };
        var (ours, plain) = (Path.Combine(folder, "ours.mp4"), Path.Combine(folder, "plain.mp4"));
        var started = Stopwatch.GetTimestamp();
        bool again;
        await using (var writer = ClipWriter.Start(
            new ClipFormat(source.WidthPixels, source.HeightPixels, source.FramesPerSecond, source.Frames, new ClipOrigin("bench", 1, source.Name, "", false)), options))
        {
            await foreach (var frame in source.FramesAsync(cancel))
                await writer.WriteAsync(frame, cancel);
            await File.WriteAllBytesAsync(ours, await writer.FinishAsync(cancel), cancel);
            again = writer.IsEncodedTwice;
        }

        var took = Stopwatch.GetElapsedTime(started);
        started = Stopwatch.GetTimestamp();
        await PlainAsync(source, options.Crf, plain, cancel);
        var plainTook = Stopwatch.GetElapsedTime(started);
        Row.Write(new
        {
            bench = "encode",
            source = source.Name,
            clip = $"{source.WidthPixels}x{source.HeightPixels} {source.FramesPerSecond}/s {source.Seconds} s",
            encoded_twice = again,
            ours_mib = Math.Round(new FileInfo(ours).Length / 1048576.0, 2),
            plain_mib = Math.Round(new FileInfo(plain).Length / 1048576.0, 2),
            ours_s = Math.Round(took.TotalSeconds, 1),
            plain_s = Math.Round(plainTook.TotalSeconds, 1),
            times_plain = Math.Round(took / plainTook, 2),
            ours_psnr = Math.Round(await source.PsnrAsync(ours, cancel), 2),
            plain_psnr = Math.Round(await source.PsnrAsync(plain, cancel), 2),
        });
    }

    /// <summary>ffmpeg at one quality, from the same frames through the same kind of pipe, however large the file becomes.</summary>
    private static async Task PlainAsync(Source source, int crf, string file, CancellationToken cancel)
    {
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg",
        [
            "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", $"{source.WidthPixels}x{source.HeightPixels}", "-r", $"{source.FramesPerSecond}", "-i", "pipe:0",
            "-vf", Source.ToFile, "-c:v", "libx264", "-preset", "medium", "-crf", $"{crf}", "-movflags", "+faststart", "-y", file,
        ])
        { RedirectStandardInput = true })!;
        try
        {
            await foreach (var frame in source.FramesAsync(cancel))
                await ffmpeg.StandardInput.BaseStream.WriteAsync(frame, cancel);
            ffmpeg.StandardInput.Close();
            await ffmpeg.WaitForExitAsync(cancel);
            if (ffmpeg.ExitCode != 0)
                throw new PeerException($"ffmpeg ended with {ffmpeg.ExitCode}.");
        }
        finally
        {
            if (!ffmpeg.HasExited)
                ffmpeg.Kill();
        }
    }
}
