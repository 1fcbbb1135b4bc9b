using System.Globalization;
using ChatVideoBot.Bench.Programs;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Tokenizers;

namespace ChatVideoBot.Bench.Clips;

/// <summary>
/// Our pipeline beside a bare loop of onnxruntime-node over the same graphs, from prompt (there: from its ids) to frames in memory. Node
/// runs twice: with ONNX Runtime's default, threads that spin for their next work, and without.
/// </summary>
internal static class NodeBench
{
    private const int Window = 32;

    public static async Task RunAsync(Order order)
    {
        var settings = ClipSettings.Of(order);
        var folder = await Npm.InstallAsync("onnxruntime", "onnxruntime-node", order.Cancel);
        var tokenizer = Tokenizer.Load(Path.Combine(ModelsFolder.Resolve(""), "tokenizer", "tokenizer.json"));
        Task<JsonProgram> NodeAsync(string spinning) => JsonProgram.StartAsync(
            "node",
            [Path.Combine(folder, "clips.mjs"), ModelsFolder.Resolve(""), settings.Threads.ToString(CultureInfo.InvariantCulture), spinning],
            "install Node.js 20", order.Cancel);
        int[] Ids(string text) => tokenizer.Encode(text) is var ids && ids.Length <= Window
            ? [.. ids, .. new int[Window - ids.Length]]
            : throw new InvalidOperationException($"\"{text}\" has more than {Window} ids.");
        object Request(ClipCase clip) => new { Ids = (int[])[.. Ids(clip.Prompt), .. Ids("")], clip.Frames, settings.Steps, settings.Guidance };

        await using var ours = await OurClips.StartAsync(settings, order.Cancel);
        await using var spinning = await NodeAsync("spinning");
        await using var waiting = await NodeAsync("waiting");
        await ClipRounds.RunAsync("node", order, ours, new ClipSide("node", spinning, Request), new ClipSide("node, not spinning", waiting, Request));
    }
}
