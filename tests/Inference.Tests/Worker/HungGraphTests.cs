using ChatVideoBot.Inference.Tests.Clips;
using ChatVideoBot.Inference.Tests.Graphs;
using ChatVideoBot.Queue;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Tests.Worker;

/// <summary>The worker's program with a graph that hangs in one node, which ONNX Runtime cannot be made to leave.</summary>
public sealed class HungGraphTests(RedisServer server)
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A million boxes, each compared with all before it, in one node and in little memory: most of an hour.</summary>
    private static TinyGraph Endless => new TinyGraph().Input("latent_sample", TensorElementType.Float, "n", 16, "f", "h", "w")
        .Whole("one", [1, 1, 1]).Whole("boxes", [1, 1_000_000, 4]).Whole("scores", [1, 1, 1_000_000]).Whole("most", [1_000_000]).Whole("shape", [1, 1, 1, 1, 1])
        .Weights("overlap", [1], 1)
        .Node("ReduceMax", "latent_sample", "highest").Node("Reshape", "highest one", "value")
        .Node("Expand", "value boxes", "corners").Node("Expand", "value scores", "rates")
        .Node("NonMaxSuppression", "corners rates most overlap", "kept").Cast("kept", "numbers", TensorElementType.Float)
        .Node("ReduceSum", "numbers", "sum").Node("Reshape", "sum shape", "sample")
        .Output("sample", TensorElementType.Float, "m", "c", "frames", "height", "width");

    [Fact]
    public async Task The_process_ends_with_an_exit_code_and_its_job_is_made_by_the_next()
    {
        await using var place = new WorkPlace(server);
        using var model = TinyFolder.LinkedTo(Pocket.Folder);
        model.Write("vae_decoder/model.onnx", Endless);
        var name = Path.GetFileName(model.Path);
        var health = Path.Combine(model.Path, "health.json");
        using var processes = new WorkerProcess(server, place);
        var worker = processes.Start(model.Path, "--Worker:StuckAfter=00:00:02", "--Worker:StopWithin=00:00:01", $"--Worker:HealthFile={health}", "--Inference:PreviewEverySteps=0");
        var id = await place.EnqueueAsync(model: name);
        await place.UntilAsync(id, job => job.State == JobState.Running && job.Stage == "Decode");

        await worker.WaitForExitAsync(Cancel).WaitAsync(Hang, Cancel);

        Assert.Equal(1, worker.ExitCode);
        Assert.False(File.Exists(health));
        var waits = await place.UntilAsync(id, JobState.Waiting);
        Assert.Equal((1, 0), (waits.Failures, waits.Crashes)); // the worker said so before it ended

        model.Link("vae_decoder/model.onnx", Path.Combine(Pocket.Folder, "vae_decoder/model.onnx"));
        processes.Start(model.Path);

        Assert.Equal(2, (await place.UntilAsync(id, JobState.Delivering)).Attempt);
    }
}
