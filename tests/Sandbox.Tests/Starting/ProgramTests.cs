using System.Diagnostics;

namespace ChatVideoBot.Sandbox.Tests.Starting;

public sealed class ProgramTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_busy_port_ends_the_program_with_one_sentence()
    {
        await using var box = await Box.StartAsync();

        var (exit, output, error) = await RunAsync("--bare", "--port", $"{box.Server.Page.Port}");

        Assert.Equal((1, ""), (exit, output));
        Assert.Equal($"Port {box.Server.Page.Port} of 127.0.0.1 is taken; choose another with --port, or 0 for a free one.", error.TrimEnd());
    }

    [Fact]
    public async Task An_unknown_option_ends_the_program_with_its_usage()
    {
        var (exit, output, error) = await RunAsync("--help-me");

        Assert.Equal((2, ""), (exit, output));
        Assert.StartsWith("--help-me: no such option. Usage: ", error);
    }

    [Theory]
    [InlineData("-HUP")]
    [InlineData("-TERM")]
    public async Task A_signal_is_heard_and_ends_nothing_by_itself(string signal)
    {
        using var stop = new StopSignal();
        Assert.False(stop.Token.IsCancellationRequested);

        using (var kill = Process.Start("kill", [signal, $"{Environment.ProcessId}"]))
            await kill.WaitForExitAsync(Cancel);

        await stop.WaitAsync().WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        await stop.WaitAsync(); // also whoever asks later
        Assert.True(stop.Token.IsCancellationRequested);
    }

    private static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ChatVideoBot.Sandbox.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, await output, await error);
    }
}
