using ChatVideoBot.Bot.Delivery;
using ChatVideoBot.Tests;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Tests.Delivery;

/// <summary>What ffmpeg is let do with a file that somebody made on purpose.</summary>
public sealed class FfmpegTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string[] FirstFrame(string from, string to) => ["-i", from, "-frames:v", "1", to];

    [Fact]
    public async Task A_clip_is_read()
    {
        var (frame, problem) = await Of(4096).RunAsync(await MadePicture.DrawAsync("mp4", 64, 64, 17, Cancel), FirstFrame, ".png", Minute, Cancel);

        Assert.Equal("", problem);
        Assert.Equal((byte)'P', frame![1]);
    }

    [Fact]
    public async Task A_playlist_that_calls_itself_a_clip_opens_no_other_file()
    {
        var folder = Directory.CreateTempSubdirectory("chatvideobot-test-");
        try
        {
            var secret = Path.Combine(folder.FullName, "secret.mp4");
            await File.WriteAllBytesAsync(secret, await MadePicture.DrawAsync("mp4", 64, 64, 17, Cancel), Cancel);
            foreach (var list in new[] { $"#EXTM3U\n#EXTINF:1,\nfile://{secret}\n#EXT-X-ENDLIST\n", $"ffconcat version 1.0\nfile '{secret}'\n" })
            {
                var (frame, problem) = await Of(4096).RunAsync(System.Text.Encoding.UTF8.GetBytes(list), FirstFrame, ".png", Minute, Cancel);
                Assert.Null(frame);
                Assert.NotEqual("", problem);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task What_wants_more_memory_than_it_may_have_ends_with_a_problem()
    {
        string[] Huge(string from, string to) => ["-i", from, "-vf", "scale=16000:16000", "-frames:v", "1", to];

        var (frame, problem) = await Of(512).RunAsync(await MadePicture.DrawAsync("mp4", 64, 64, 17, Cancel), Huge, ".png", Minute, Cancel);

        Assert.Null(frame);
        Assert.NotEqual("", problem);
    }

    [Fact]
    public async Task What_does_not_end_is_ended()
    {
        string[] Forever(string from, string to) => ["-stream_loop", "-1", "-i", from, "-f", "null", to];

        var (_, problem) = await Of(4096).RunAsync(await MadePicture.DrawAsync("mp4", 64, 64, 17, Cancel), Forever, ".null", TimeSpan.FromSeconds(1), Cancel);

        Assert.Contains("more than 1 s", problem);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_a_problem()
    {
        var (frame, problem) = await new Ffmpeg(Options.Create(new BotOptions { Ffmpeg = "no-such-ffmpeg" })).RunAsync(new byte[] { 1 }, FirstFrame, ".png", Minute, Cancel);

        Assert.Null(frame);
        Assert.Contains("no-such-ffmpeg", problem);
    }

    private static Ffmpeg Of(int mebibytes) => new(Options.Create(new BotOptions { FfmpegMiB = mebibytes }));
}
