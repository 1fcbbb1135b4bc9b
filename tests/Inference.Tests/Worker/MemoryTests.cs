using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Tests.Clips;
using ChatVideoBot.Inference.Tests.Graphs;
using ChatVideoBot.Queue;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Tests.Worker;

/// <summary>Memory that is truly not there: a graph whose output is terabytes.</summary>
public sealed class MemoryTests(RedisServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static TinyGraph Absurd => new TinyGraph().Input("latent_sample", TensorElementType.Float, "n", 16, "f", "h", "w")
        .Whole("shape", [1L << 32, 1, 1, 1, 1]).Node("Expand", "latent_sample shape", "sample")
        .Output("sample", TensorElementType.Float, "m", "c", "frames", "height", "width");

    [Fact]
    public void A_graph_that_finds_no_memory_says_so()
    {
        using var place = new TinyFolder();
        place.Write("vae_decoder/model.onnx", Absurd);
        using var graph = Graph.Load(place.Path, "vae_decoder", new InferenceOptions { Threads = 1 });
        using var port = new TensorPort(TensorElementType.Float, new float[16], 1, 16, 1, 1, 1);

        var failed = Assert.Throws<ModelException>(() => graph.Ask(graph.Outputs[0], Cancel, ("latent_sample", port)));

        Assert.True(failed.OutOfMemory, failed.Message);
        Assert.True(MemoryFailure.Is(new AggregateException(failed)));
        Assert.False(MemoryFailure.Is(new ModelException("The device was lost.")));
    }

    [Fact]
    public async Task A_clip_that_finds_no_memory_ends_with_what_would_fit_and_the_worker_takes_only_shorter_ones()
    {
        await using var place = new WorkPlace(server);
        using var model = TinyFolder.LinkedTo(Pocket.Folder);
        model.Write("vae_decoder/model.onnx", Absurd);
        await place.StartWorkerAsync(steps: 2, model.Path);
        var name = Path.GetFileName(model.Path);
        var id = await place.EnqueueAsync(seconds: 4, model: name);

        var job = await place.UntilAsync(id, JobState.Failed);

        Assert.Equal("This clip needs more memory than the machine has: make it shorter or smaller, for example 3 s.", job.Failure!.Reason);
        Assert.Equal(1, job.Attempt); // no other worker offers as much
        Assert.Contains($"{name}~3s", Assert.Single((await place.Queue.LookAsync(Cancel)).Workers).Lanes);
        var (again, shorter) = (await place.EnqueueAsync(seconds: 4, model: name), await place.EnqueueAsync(seconds: 2, model: name));
        await place.UntilAsync(shorter, JobState.Failed);
        Assert.Equal((JobState.Waiting, 0), (await place.Queue.FindAsync(again, Cancel)) is { } waits ? (waits.State, waits.Attempt) : default);
    }

    [Fact]
    public async Task Where_another_worker_offers_as_much_the_job_goes_there()
    {
        await using var place = new WorkPlace(server);
        await place.Queue.AnnounceAsync("larger", [WorkPlace.Offer], "", Cancel);
        await place.StartWorkerAsync((_, _, _, _, _) => throw new OutOfMemoryException());
        var id = await place.EnqueueAsync(seconds: 5);

        var waits = await place.UntilAsync(id, job => job is { State: JobState.Waiting, Failures: 1 });

        Lease? lease = null;
        while (lease is null)
        {
            lease = await place.Queue.ClaimAsync("larger", Cancel);
            await Task.Delay(15, Cancel);
        }

        Assert.Equal((id, 2), (lease.Id, lease.Attempt));
        Assert.Equal(1, waits.Attempt);
    }

    [Fact]
    public async Task A_shorter_clip_that_waited_beside_it_is_made_all_the_same()
    {
        await using var place = new WorkPlace(server);
        await place.ShowLaneAsync(); // the lane is there before the worker is
        var (large, little) = (await place.EnqueueAsync(seconds: 9), await place.EnqueueAsync(seconds: 2));
        Assert.Equal(WorkPlace.Offer.Name, (await place.Queue.FindAsync(little, Cancel))!.Lane);

        await place.StartWorkerAsync((request, _, _, _, _) => request.Seconds > 5 ? throw new OutOfMemoryException() : throw new ClipRefusedException(FailureStage.Prompt, "Reached."));

        await place.UntilAsync(large, JobState.Failed);
        Assert.Equal("Reached.", (await place.UntilAsync(little, JobState.Failed)).Failure!.Reason);
        Assert.Equal($"{WorkPlace.Offer.Model}~7s", (await place.Queue.FindAsync(little, Cancel))!.Lane);
    }

    [Fact]
    public async Task A_clip_that_is_enlarged_says_so_and_lowers_no_offer()
    {
        await using var place = new WorkPlace(server);
        await place.StartWorkerAsync((_, _, _, _, _) => throw new OutOfMemoryException());

        var job = await place.UntilAsync(await place.EnqueueAsync(seconds: 5, upscale: 4), JobState.Failed);

        Assert.Contains("without upscaling", job.Failure!.Reason, StringComparison.Ordinal);
        Assert.Equal([WorkPlace.Offer.Name], Assert.Single((await place.Queue.LookAsync(Cancel)).Workers).Lanes);
    }
}
