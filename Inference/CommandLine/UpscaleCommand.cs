using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.CommandLine;

/// <summary><c>upscale clip.mp4 --upscale 4 -o larger.mp4</c>: a clip enlarged, made smoother, or both.</summary>
internal static class UpscaleCommand
{
    public const string Usage = "upscale CLIP [--upscale 2|3|4] [--smooth] [--camera MOVE] [--fps 8..24] [--private] [--json] -o clip.mp4";

    public static async Task RunAsync(IEnumerable<string> line, CancellationToken cancel)
    {
        var arguments = Arguments.Read(line, ClipCommand.Options, ClipCommand.Flags);
        var output = ClipCommand.Output(arguments, Usage);
        var word = arguments.Exactly(1, Usage)[0];
        var isOther = arguments.Flag("--smooth") || arguments.Text("--fps") is not null || arguments.Text("--camera") is not null;
        var request = ClipCommand.With(arguments, new ClipRequest { Kind = ClipKind.Enlarge, Prompt = "", Upscale = isOther ? 1 : 2 });
        var sources = new ClipSources { Clip = await ClipCommand.ReadAsync("upscale", word, cancel) };
        await ClipCommand.RunAsync(arguments, output, request, sources, ClipCommand.Exact(arguments), cancel);
    }
}
