using System.Text.Json;
using ChatVideoBot.Inference.Diffusion.Schedulers;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Inference.Tests.Diffusion.Schedulers;

/// <summary>Schedulers from the text of a scheduler_config.json, and steps with them.</summary>
internal static class Schedules
{
    public static SchedulerSettings Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return SchedulerSettings.Read(JsonFile.Of("scheduler_config.json", document.RootElement.Clone()));
    }

    /// <param name="name">The class without "Scheduler".</param>
    /// <param name="keys">The rest: <c>"shift": 3</c>.</param>
    public static SchedulerSettings Read(string name, string keys) =>
        Read($"{{\"_class_name\": \"{name}Scheduler\"{(keys.Length > 0 ? ", " : "")}{keys}}}");

    public static IScheduler Make(string name, string keys, int steps) => Read(name, keys).Make(new(steps) { Tokens = 2640 });

    public static IEnumerable<JsonElement> Recorded(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(
            Path.Combine(Repository.Root, "tests/Inference.Tests/Diffusion/Schedulers", file)));
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    /// <summary>What the row's config has beside the file's own keys: the caller's part.</summary>
    public static JsonElement? Key(this JsonElement row, string key) =>
        row.GetProperty("config").TryGetProperty(key, out var value) ? value : null;

    public static float[] Floats(this JsonElement row, string key) => [.. row.GetProperty(key).EnumerateArray().Select(n => n.GetSingle())];

    public static float[] Sigmas(this IScheduler scheduler) => [.. Enumerable.Range(0, scheduler.Steps + 1).Select(scheduler.Sigma)];

    public static float[] Timesteps(this IScheduler scheduler) => [.. Enumerable.Range(0, scheduler.Steps).Select(scheduler.Timestep)];

    /// <summary>The latents after each step.</summary>
    /// <param name="model">The output for one number of the latents at step i.</param>
    public static float[][] Run(IScheduler scheduler, float[] start, Func<int, float, float> model)
    {
        var latents = (float[])start.Clone();
        var memory = new StepMemory((i, noise) => noise.Fill(0.1f * i - 0.2f));
        var after = new float[scheduler.Steps][];
        for (var i = 0; i < scheduler.Steps; i++)
        {
            var output = latents.Select(x => model(i, x)).ToArray();
            scheduler.Step(i, output, latents, memory);
            after[i] = (float[])latents.Clone();
        }

        return after;
    }

    /// <summary>Every number within a share of the expected one, or within as much of 1.</summary>
    public static void Near(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double share, string what = "")
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= share * Math.Max(1, Math.Abs(expected[i])), $"{what} [{i}]: expected {expected[i]}, not {actual[i]}");
    }
}
