using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.CommandLine;

/// <summary><c>loop clip.mp4 -o round.mp4</c>: a clip gets an end that runs into its beginning.</summary>
internal static class LoopCommand
{
    public const string Usage = $"loop CLIP [\"prompt\"] {ClipCommand.Usage}";

    public static async Task RunAsync(IEnumerable<string> line, CancellationToken cancel)
    {
        var arguments = Arguments.Read(line, ClipCommand.Options, ClipCommand.Flags);
        var output = ClipCommand.Output(arguments, Usage);
        if (arguments.Words.Count is not (1 or 2))
            throw new UsageException($"loop needs a clip, and takes a prompt (a new clip that loops: generate --loop): {Usage}.");
        var request = ClipCommand.With(arguments, new ClipRequest { Kind = ClipKind.Loop, Prompt = arguments.Words.ElementAtOrDefault(1) ?? "" });
        var sources = new ClipSources { Clip = await ClipCommand.ReadAsync("loop", arguments.Words[0], cancel) };
        await ClipCommand.RunAsync(arguments, output, request, sources, ClipCommand.Exact(arguments), cancel);
    }
}
