using System.Diagnostics;
using System.Globalization;

namespace ChatVideoBot.Tests;

/// <summary>Pictures drawn by ffmpeg, so that headers are read as real encoders write them.</summary>
public static class MadePicture
{
    public static async Task<byte[]> DrawAsync(string extension, int widthPixels, int heightPixels, int frames, CancellationToken cancel)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.{extension}");
        try
        {
            using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg",
                ["-v", "error", "-f", "lavfi", "-i", $"testsrc=size={widthPixels}x{heightPixels}:rate=8", "-frames:v", frames.ToString(CultureInfo.InvariantCulture), file])
            { RedirectStandardError = true })!;
            var complaint = await ffmpeg.StandardError.ReadToEndAsync(cancel);
            await ffmpeg.WaitForExitAsync(cancel);
            if (ffmpeg.ExitCode != 0) throw new InvalidOperationException($"ffmpeg drew no {extension}: {complaint}");
            return await File.ReadAllBytesAsync(file, cancel);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
