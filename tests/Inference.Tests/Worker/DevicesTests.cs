using ChatVideoBot.Inference.Tests.Clips;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Tests.Worker;

public sealed class DevicesTests(RedisServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_devices_make_two_clips_at_once_each_with_its_own_worker()
    {
        await using var place = new WorkPlace(server);
        await place.StartWorkerAsync(steps: 200, devices: ["cpu", "cpu"]);
        var (first, second) = (await place.EnqueueAsync(), await place.EnqueueAsync());

        await place.UntilAsync(first, job => job is { State: JobState.Running, Progress: > 0 });
        await place.UntilAsync(second, job => job is { State: JobState.Running, Progress: > 0 });

        Assert.Equal(JobState.Running, (await place.Queue.FindAsync(first, Cancel))!.State);
        var names = (await place.Queue.LookAsync(Cancel)).Workers.Select(worker => worker.Name).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(2, names.Count);
        Assert.Equal(names[0] + "-1", names[1]);
        foreach (var id in (JobId[])[first, second])
        {
            await place.Queue.CancelAsync(id, new("test", ""), Cancel);
            await place.UntilAsync(id, JobState.Cancelled);
        }
    }

    [Fact]
    public void Processors_share_their_threads_and_each_device_of_cuda_has_its_number()
    {
        var options = new InferenceOptions { Devices = ["cpu", "cuda:3", "cpu", "cuda"], ModelFolder = Pocket.Folder };

        var each = options.EachDevice(processors: 5);

        Assert.Equal([("cpu", 2, 0, 2), ("cuda", 0, 3, 1), ("cpu", 2, 0, 2), ("cuda", 0, 0, 1)],
            each.Select(one => (one.Options.Provider, one.Options.Threads, one.Options.CudaDevice, one.Options.Sharing)));
        Assert.All(each, one => Assert.Equal(Pocket.Folder, one.Options.ModelFolder));
        var alone = new InferenceOptions();
        Assert.Same(alone, Assert.Single(alone.EachDevice(5)).Options);
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cpu:0")]
    [InlineData("")]
    public void A_device_that_is_none_is_named(string device)
    {
        var refused = new InferenceOptionsValidator().Validate(null, new InferenceOptions { Devices = ["cpu", device] });

        Assert.Contains($"Inference:Devices: \"{device}\" is not known; each is \"cpu\", \"cuda\" or, for one of several, \"cuda:1\".", refused.FailureMessage);
    }
}
