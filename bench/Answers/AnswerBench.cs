namespace ChatVideoBot.Bench.Answers;

internal static class AnswerBench
{
    public static Task RunAsync(int commands, CancellationToken cancel) => Task.CompletedTask;
}
