using System.Diagnostics;

namespace ChatVideoBot.Inference.Tests.Video;

/// <summary>ffmpeg and ffprobe as a test's own tools: to make pictures, and to look at clips with other eyes.</summary>
internal static class MediaTool
{
    public static async Task<byte[]> RunAsync(string program, byte[] input, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, ["-v", "error", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var feeding = Task.Run(async () =>
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        });
        using var output = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(output, TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await errors}");
        await feeding;
        return output.ToArray();
    }

    /// <summary>A picture of the given format, made of a source of ffmpeg's such as "color=red:s=40x20".</summary>
    public static async Task<byte[]> PictureAsync(string source, params string[] output)
    {
        var file = Path.GetTempFileName();
        try
        {
            await RunAsync("ffmpeg", [], ["-f", "lavfi", "-i", source, .. output, "-y", file]);
            return await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>ffprobe's word on a clip: "key=value" of its stream and its format.</summary>
    public static async Task<Dictionary<string, string>> ProbeAsync(byte[] clip)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, clip, TestContext.Current.CancellationToken);
            var said = System.Text.Encoding.UTF8.GetString(
                await RunAsync("ffprobe", [], "-count_frames", "-show_streams", "-show_format", file));
            return said.Split('\n').Where(l => l.Contains('=')).Select(l => l.Split('=', 2)).GroupBy(p => p[0])
                .ToDictionary(g => g.Key, g => g.First()[1]);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
