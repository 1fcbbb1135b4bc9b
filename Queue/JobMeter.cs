using System.Diagnostics.Metrics;

namespace ChatVideoBot.Queue;

/// <summary>What became of single jobs, by the meter "ChatVideoBot.Queue"; each is told once, by the program that saw it.</summary>
internal static class JobMeter
{
    private static readonly Meter Meter = new("ChatVideoBot.Queue");
    private static readonly InstrumentAdvice<double> Minutes = new() { HistogramBucketBoundaries = [1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200] };
    private static readonly Histogram<double> Wait = Meter.CreateHistogram(
        "chatvideobot.job.wait", "s", "From asking to the first claim, by band", advice: Minutes);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "chatvideobot.job.duration", "s", "From asking until the end was told, by outcome", advice: Minutes);
    private static readonly Counter<long> Outcomes = Meter.CreateCounter<long>(
        "chatvideobot.job.outcomes", "{job}", "Ends that were told: done, cancelled, expired, or failed with the reason prompt, picture, model or delivery");
    private static readonly Histogram<double> EtaError = Meter.CreateHistogram(
        "chatvideobot.job.eta.error", "1", "How far the first estimate was off, by what it really took: 1 is twice as long, or not at all",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 5, 10] });

    static JobMeter() => Meter.CreateObservableCounter(
        "chatvideobot.job.gpu_time", () => Guilds.Read().Select(guild => new Measurement<double>(guild.Seconds, new KeyValuePair<string, object?>("guild", guild.Name))),
        "s", "Workers' time by guild: those that take the most, and \"other\"");

    private static GuildTimes Guilds { get; } = new(most: 20);

    public static void Waited(TimeSpan time, string band) =>
        Wait.Record(Math.Max(0, time.TotalSeconds), new KeyValuePair<string, object?>("band", band == "front" ? "promoted" : band));

    /// <summary>The end of a job was told.</summary>
    public static void Ended(Job job)
    {
        var outcome = job.State is JobState.Delivering or JobState.Done ? "done" : job.State.ToString().ToLowerInvariant();
        Outcomes.Add(1, new("outcome", outcome), new KeyValuePair<string, object?>("reason", job.Failure?.Stage.ToString().ToLowerInvariant() ?? "none"));
        if (job.EndedAt is not { } ended)
            return;
        Duration.Record(Math.Max(0, (ended - job.CreatedAt).TotalSeconds), new KeyValuePair<string, object?>("outcome", outcome));
        if (job.StartedAt is { } started && ended > started)
            Guilds.Add(job.Guild.Length > 0 ? job.Guild : "direct", (ended - started).TotalSeconds);
        if (outcome == "done" && job.ToldAt is { } told && ended > told)
            EtaError.Record(Math.Abs(job.Told.TotalSeconds - (ended - told).TotalSeconds) / (ended - told).TotalSeconds);
    }
}
