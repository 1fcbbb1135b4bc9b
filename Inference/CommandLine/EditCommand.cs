using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.CommandLine;

/// <summary><c>edit clip.mp4 "at night" -o other.mp4</c>: a clip made anew from itself, where a mask shows, or behind what moves.</summary>
internal static class EditCommand
{
    public const string Usage = $"edit CLIP \"prompt\" [--mask F | --background] [--strength 0..1] {ClipCommand.Usage}";

    public static async Task RunAsync(IEnumerable<string> line, CancellationToken cancel)
    {
        var arguments = Arguments.Read(line, ["--mask", "--strength", .. ClipCommand.Options], ["--background", .. ClipCommand.Flags]);
        var output = ClipCommand.Output(arguments, Usage);
        var words = arguments.Exactly(2, Usage);
        var mask = arguments.Text("--mask");
        if (mask is not null && arguments.Flag("--background"))
            throw new UsageException("--mask and --background are both given; give one of them.");
        var request = ClipCommand.With(arguments, new ClipRequest
        {
            Kind = mask is not null ? ClipKind.Edit : arguments.Flag("--background") ? ClipKind.Background : ClipKind.Remix,
            Prompt = words[1],
            Strength = arguments.Number("--strength", 0, double.MinValue, double.MaxValue),
        });
        var sources = new ClipSources
        {
            Clip = await ClipCommand.ReadAsync("edit", words[0], cancel),
            Mask = await ClipCommand.ReadAsync("--mask", mask, cancel),
        };
        await ClipCommand.RunAsync(arguments, output, request, sources, ClipCommand.Exact(arguments), cancel);
    }
}
