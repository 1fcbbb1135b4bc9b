using ChatVideoBot.Hosting;
using ChatVideoBot.Inference.Worker;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Inference.Tests.Worker;

public sealed class HealthTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly string _place = Directory.CreateTempSubdirectory("chatvideobot-test-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string FilePath => Path.Combine(_place, "health.json");

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Fact]
    public async Task A_process_writes_how_its_workers_are_and_removes_the_file_in_the_end()
    {
        using (var file = new HealthFile(Options.Create(new WorkerOptions { HealthFile = FilePath }), Options.Create(new QueueOptions()), TimeProvider.System))
        {
            file.Start();
            await UntilAsync(report => report.Workers.Count == 0 && report.Pid == Environment.ProcessId);
            var (first, second) = (file.Add("a", "cpu"), file.Add("a-1", "cuda:1"));
            await UntilAsync(report => report.Workers.Select(worker => worker.State).SequenceEqual(["starting", "starting"]));
            first.Beat();
            second.Beat();
            second.Begin(new JobId("j1"));
            var busy = await UntilAsync(report => report.Workers is [{ State: "ready", Beat: not null }, { State: "busy", Job: "j1", Device: "cuda:1" }]);
            Assert.Null(busy.Complaint(DateTimeOffset.UtcNow, ready: true, ProcessFile.Lives));
            second.Stick();
            var stuck = await UntilAsync(report => report.Workers[1].State == "stuck");
            Assert.StartsWith("a-1 (cuda:1) is stuck over job j1", stuck.Complaint(DateTimeOffset.UtcNow, ready: false, ProcessFile.Lives));
            second.End();
            second.Drain();
            await UntilAsync(report => report.Workers[1] is { State: "draining", Job: null });
        }

        Assert.Empty(Directory.GetFiles(_place));
    }

    [Theory]
    [InlineData("ready", 0, 0, true, null)]
    [InlineData("busy", 14, 29, true, null)]
    [InlineData("busy", 16, 0, false, "has not written for 16 s")]
    [InlineData("draining", 0, 0, false, null)]
    [InlineData("draining", 0, 0, true, "b (cuda:1) is draining")]
    [InlineData("starting", 0, 0, true, "b (cuda:1) is starting")]
    [InlineData("ready", 0, 31, false, null)]
    [InlineData("ready", 0, 31, true, "b (cuda:1) was not heard by the queue")]
    [InlineData("stuck", 0, 0, false, "b (cuda:1) is stuck over job j")]
    public void Only_when_all_are_well_the_process_is(string state, int writtenAgo, int beatAgo, bool ready, string? expected)
    {
        var report = new HealthReport(1, Now.AddSeconds(-writtenAgo), 5, 30,
            [new("a", "cpu", "ready", Now, null, Now), new("b", "cuda:1", state, Now, "j", Now.AddSeconds(-beatAgo))]);

        var complaint = report.Complaint(Now, ready, _ => true);

        if (expected is null)
            Assert.Null(complaint);
        else
            Assert.Contains(expected, complaint);
        Assert.Equal("the process 1 is gone", report.Complaint(Now, ready, _ => false));
    }

    [Theory]
    [InlineData(null, "cannot be read")]
    [InlineData("{", "no worker's health file")]
    [InlineData("{\"pid\":1}", "no worker's health file")]
    public async Task The_command_says_in_a_sentence_what_is_wrong(string? content, string expected)
    {
        if (content is not null)
            await File.WriteAllTextAsync(FilePath, content, Cancel);

        var failed = Assert.Throws<ModelException>(() => ChatVideoBot.Inference.CommandLine.HealthCommand.Run([FilePath]));

        Assert.Contains(expected, failed.Message);
    }

    private async Task<HealthReport> UntilAsync(Func<HealthReport, bool> holds)
    {
        using var hang = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        hang.CancelAfter(TimeSpan.FromMinutes(1));
        for (; ; await Task.Delay(10, hang.Token))
        {
            if (File.Exists(FilePath) && HealthReport.Read(FilePath) is var report && holds(report))
                return report;
        }
    }
}
