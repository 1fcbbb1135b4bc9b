using ChatVideoBot.Inference.Worker;

namespace ChatVideoBot.Inference.Tests.Worker;

public sealed class WorkerOptionsTests
{
    [Theory]
    [InlineData("gpu-1.example", "gpu-1.example-42-00ff")]
    [InlineData("Anna's Rechner ü", "Anna_s_Rechner__-42-00ff")]
    public void A_workers_own_name_is_legal_whatever_the_machine_is_called(string machine, string expected)
    {
        Assert.Equal(expected, WorkerOptions.NameOf(machine, 42, 0xFF));
        var longest = new WorkerOptions { Name = WorkerOptions.NameOf(new string('ü', 300), 4_194_304, -1) };
        Assert.True(new WorkerOptionsValidator().Validate(null, longest).Succeeded);
    }

    [Fact]
    public void An_illegal_option_is_named()
    {
        var wrong = new WorkerOptions { Name = "a b", StuckAfter = TimeSpan.FromSeconds(1), ReportEvery = TimeSpan.FromSeconds(2) };

        var refused = new WorkerOptionsValidator().Validate(null, wrong);

        Assert.Contains("Name", refused.FailureMessage);
        Assert.Contains("StuckAfter", refused.FailureMessage);
    }
}
