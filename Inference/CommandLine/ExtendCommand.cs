using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.CommandLine;

/// <summary><c>extend clip.mp4 -o longer.mp4</c>: a clip goes on, or gets a new beginning.</summary>
internal static class ExtendCommand
{
    public const string Usage = $"extend CLIP [\"prompt\"] [--seconds S] [--backward] {ClipCommand.Usage}";

    public static async Task RunAsync(IEnumerable<string> line, CancellationToken cancel)
    {
        var arguments = Arguments.Read(line, ["--seconds", .. ClipCommand.Options], ["--backward", .. ClipCommand.Flags]);
        var output = ClipCommand.Output(arguments, Usage);
        if (arguments.Words.Count is not (1 or 2))
            throw new UsageException($"extend needs a clip, and takes a prompt: {Usage}.");
        var request = ClipCommand.With(arguments, new ClipRequest
        {
            Kind = ClipKind.Extend,
            Prompt = arguments.Words.ElementAtOrDefault(1) ?? "",
            Seconds = arguments.Number("--seconds", 2, double.MinValue, double.MaxValue),
            Backward = arguments.Flag("--backward"),
        });
        var sources = new ClipSources { Clip = await ClipCommand.ReadAsync("extend", arguments.Words[0], cancel) };
        await ClipCommand.RunAsync(arguments, output, request, sources, ClipCommand.Exact(arguments), cancel);
    }
}
