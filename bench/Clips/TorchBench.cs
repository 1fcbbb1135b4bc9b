using System.Globalization;
using ChatVideoBot.Bench.Programs;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Bench.Clips;

/// <summary>
/// Our pipeline beside the same model in eager PyTorch, from prompt to frames in memory. PyTorch runs twice: as it is installed, and with
/// OpenMP's threads waiting passively, without which they spin against those of OpenBLAS for the same processors.
/// </summary>
internal static class TorchBench
{
    public static async Task RunAsync(Order order)
    {
        var checkpoint = order.Text("--checkpoint", Path.Combine(Repository.Root, "..", "shared", "pocket", "training"));
        foreach (var file in (string[])["dit.pt", "vae.pt", "spm.model"])
        {
            if (!File.Exists(Path.Combine(checkpoint, file)))
                throw new PeerException($"--checkpoint {checkpoint}: {file} is not there; name the folder with dit.pt, vae.pt and spm.model.");
        }
        var settings = ClipSettings.Of(order);
        Task<JsonProgram> TorchAsync(params (string, string)[] environment) => JsonProgram.StartAsync(
            order.Text("--python", "/usr/bin/python3"),
            [
                Path.Combine(Repository.Root, "bench", "peers", "torch", "clips.py"), Path.Combine(Repository.Root, "training", "pocket"),
                checkpoint, ModelsFolder.Resolve(""), settings.Threads.ToString(CultureInfo.InvariantCulture),
            ],
            "install the Debian packages python3-torch and python3-sentencepiece", order.Cancel, environment);
        object Request(ClipCase clip) => new { clip.Prompt, clip.Seconds, clip.Seed, settings.Steps, settings.Guidance };

        await using var ours = await OurClips.StartAsync(settings, order.Cancel);
        await using var tuned = await TorchAsync(("OMP_WAIT_POLICY", "passive"));
        await using var installed = await TorchAsync();
        await ClipRounds.RunAsync("torch", order, ours, new ClipSide("torch", tuned, Request), new ClipSide("torch as installed", installed, Request));
    }
}
