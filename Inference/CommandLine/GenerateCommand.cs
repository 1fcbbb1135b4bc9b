using System.Globalization;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.CommandLine;

/// <summary><c>generate "prompt" -o clip.mp4</c>: a new clip without a queue.</summary>
internal static class GenerateCommand
{
    public const string Usage =
        $"generate [\"prompt\"] [--image F] [--end-image F] [--seconds S | --frames N] [--aspect W:H | --size WxH] [--loop] [--variants N] {ClipCommand.Usage}";

    private const int MostVariants = 16;

    public static async Task RunAsync(IEnumerable<string> line, CancellationToken cancel)
    {
        var arguments = Arguments.Read(
            line, ["--image", "--end-image", "--seconds", "--frames", "--aspect", "--size", "--variants", .. ClipCommand.Options], ["--loop", .. ClipCommand.Flags]);
        var output = ClipCommand.Output(arguments, Usage);
        var request = ClipCommand.With(arguments, new ClipRequest
        {
            Prompt = arguments.Words.Count == 0 ? "" : arguments.Exactly(1, Usage)[0], // Stable Video Diffusion reads no words
            Aspect = arguments.Text("--aspect") ?? "",
            Seconds = arguments.Number("--seconds", 2, double.MinValue, double.MaxValue), // the plan knows the model's limits
            Loop = arguments.Flag("--loop"),
        });
        var exact = ClipCommand.Exact(arguments) with { Size = ClipSize.Read(arguments.Text("--size")), Frames = arguments.Whole("--frames") };
        if (exact.Size is not null && request.Aspect.Length > 0)
            throw new UsageException("--size and --aspect are both given; give one of them.");
        if (exact.Frames is not null && arguments.Text("--seconds") is not null)
            throw new UsageException("--frames and --seconds are both given; give one of them.");
        var variants = (int)arguments.Whole("--variants", 1, 1, MostVariants);
        var sources = new ClipSources
        {
            Picture = await ClipCommand.ReadAsync("--image", arguments.Text("--image"), cancel),
            EndPicture = await ClipCommand.ReadAsync("--end-image", arguments.Text("--end-image"), cancel),
        };
        var segments = ClipCommand.Segments(arguments);
        using var maker = ClipMaker.Load(ClipCommand.Model(arguments), new InferenceOptions());
        for (var i = 0; i < variants; i++) // the text encoder runs for the first alone: the maker keeps its states
        {
            var file = variants == 1 ? output : string.Create(CultureInfo.InvariantCulture, $"{output[..^4]}-{i + 1}.mp4");
            await ClipCommand.MakeAsync(maker, arguments, file, request with { Seed = unchecked(request.Seed + i) }, sources, exact, segments, cancel);
        }
    }
}
