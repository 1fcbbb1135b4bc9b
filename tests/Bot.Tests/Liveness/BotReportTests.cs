using System.Text.Json;
using ChatVideoBot.Bot.Doctor;
using ChatVideoBot.Bot.Liveness;

namespace ChatVideoBot.Bot.Tests.Liveness;

public sealed class BotReportTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly string _place = Directory.CreateTempSubdirectory("chatvideobot-test-").FullName;

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Theory]
    [InlineData(0, true, 0, false, null, null)]
    [InlineData(14, true, 29, false, null, null)]
    [InlineData(16, true, 0, false, "the process 1 has not written for 16 s", "the process 1 has not written for 16 s")]
    [InlineData(0, false, 0, false, null, "1 of 2 shards connected, 1 resuming")]
    [InlineData(0, true, 31, false, null, "the queue has not answered since 2026-01-02 03:03:34Z")]
    [InlineData(0, true, -1, false, null, "the queue has not answered yet")]
    [InlineData(0, true, 0, true, null, "the bot is stopping")]
    public void Neither_Discord_nor_Redis_being_away_is_a_reason_to_start_anew(
        int writtenAgo, bool isConnected, int answeredAgo, bool isStopping, string? unhealthy, string? notReady)
    {
        var report = new BotReport(1, Now.AddSeconds(-writtenAgo), 5, "1 of 2 shards connected, 1 resuming", isConnected, answeredAgo < 0 ? null : Now.AddSeconds(-answeredAgo), 30, isStopping);

        Assert.Equal(unhealthy, report.Complaint(Now, ready: false, _ => true));
        Assert.Equal(notReady, report.Complaint(Now, ready: true, _ => true));
        Assert.Equal("the process 1 is gone", report.Complaint(Now, ready: false, _ => false));
    }

    [Theory]
    [InlineData(null, 1, "cannot be read, so no bot writes it")]
    [InlineData("{", 1, "is no bot's health file")]
    [InlineData("{\"pid\":1}", 1, "is no bot's health file")]
    public async Task The_command_says_in_a_sentence_what_is_wrong(string? content, int code, string expected)
    {
        var file = Path.Combine(_place, "bot.json");
        if (content is not null) await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);

        await using var said = new StringWriter();
        Assert.Equal(code, await OwnerCommands.RunAsync(["health", file], said, TestContext.Current.CancellationToken));

        Assert.Contains(expected, said.ToString());
    }

    [Fact]
    public void The_command_goes_by_what_the_process_wrote()
    {
        var file = Path.Combine(_place, "bot.json");
        var report = new BotReport(Environment.ProcessId, DateTimeOffset.UtcNow, 5, "1 of 1 shards connected", true, null, 30, false);
        File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(report, BotReport.Json));

        Assert.Equal((0, "Healthy: 1 of 1 shards connected."), HealthCommand.Run([file]));
        Assert.Equal((1, "Not ready: the queue has not answered yet."), HealthCommand.Run([file, "--ready"]));
        Assert.Equal(2, HealthCommand.Run([]).Code);
        Assert.Equal(2, HealthCommand.Run(["--redy"]).Code);
    }
}
