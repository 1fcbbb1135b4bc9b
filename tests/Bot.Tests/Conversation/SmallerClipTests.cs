using System.Diagnostics;
using ChatVideoBot.Queue;
using ChatVideoBot.Sandbox;
using ChatVideoBot.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace ChatVideoBot.Bot.Tests.Conversation;

/// <summary>Discord takes smaller files than the clip's: less than was said, or less than the owner thought.</summary>
public sealed class SmallerClipTests
{
    [Fact]
    public async Task A_clip_that_Discord_finds_too_large_is_posted_with_fewer_bytes()
    {
        var large = await NoiseAsync();
        await using var street = await Street.BuildAsync(discord: new() { AttachmentSizeLimitBytes = large.Length - 1 });
        var id = await street.ImagineAsync("too large");
        await street.CompleteAsync(await street.ClaimAsync(), mp4: large);
        await street.WaitForStateAsync(id, JobState.Done);

        var message = Assert.Single(await street.AboutAsync("too large"), Street.HasFile);
        var posted = await street.Member.DownloadAsync(message["attachments"]![0]!["url"]!.GetValue<string>(), street.Cancel);
        Assert.InRange(posted.Length, large.Length * 7 / 10, large.Length - 1);
        Assert.Equal("17", await AskAsync("ffprobe", ["-v", "error", "-count_frames", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", "-i"], posted));
        Assert.Equal("kept words", await AskAsync("ffprobe", ["-v", "error", "-show_entries", "format_tags=title", "-of", "csv=p=0", "-i"], posted)); // what a file says of itself goes along
        Assert.Equal(256, message["attachments"]![0]!["width"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("no-such-ffmpeg")]
    [InlineData("false")] // a program that fails
    public async Task Where_none_can_be_made_the_user_is_told_why_there_is_no_clip(string ffmpeg)
    {
        var large = await NoiseAsync();
        await using var street = await Street.BuildAsync(
            services => services.Configure<BotOptions>(bot => bot.Ffmpeg = ffmpeg), discord: new() { AttachmentSizeLimitBytes = large.Length - 1 });
        var id = await street.ImagineAsync("too large");
        await street.CompleteAsync(await street.ClaimAsync(), mp4: large);
        await street.WaitForStateAsync(id, JobState.Failed);

        Assert.Contains("larger than Discord takes here", Street.Text(await street.WaitForTextAsync("larger than Discord")));
    }

    [Fact]
    public async Task A_file_that_is_no_film_is_not_made_smaller()
    {
        await using var street = await Street.BuildAsync(discord: new() { AttachmentSizeLimitBytes = 1000 });
        var id = await street.ImagineAsync("no film");
        await street.CompleteAsync(await street.ClaimAsync(), mp4: new byte[20_000]);

        await street.WaitForStateAsync(id, JobState.Failed);
    }

    /// <summary>17 frames that hardly shrink.</summary>
    internal static async Task<byte[]> NoiseAsync()
    {
        var file = Path.GetTempFileName();
        try
        {
            await RunAsync("ffmpeg",
            [
                "-v", "error", "-nostdin", "-f", "lavfi", "-i", "testsrc2=size=256x256:rate=8,noise=alls=20:allf=t:all_seed=3", "-frames:v", "17", "-metadata", "title=kept words",
                "-c:v", "libx264", "-crf", "12", "-pix_fmt", "yuv420p", "-movflags", "+faststart", "-f", "mp4", "-y", file,
            ]);
            return await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string> AskAsync(string program, string[] arguments, byte[] bytes)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
            return (await RunAsync(program, [.. arguments, file])).Trim();
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return said;
    }
}
