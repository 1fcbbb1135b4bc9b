using System.Diagnostics;
using System.Diagnostics.Metrics;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Worker;

/// <summary>The spans and figures of renders: the source and the meter "ChatVideoBot.Inference"; nearly free while nobody listens.</summary>
internal static class RenderTrace
{
    private const string Name = "ChatVideoBot.Inference";
    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1800] };
    private static readonly Histogram<double> Renders = Meter.CreateHistogram(
        "chatvideobot.render.duration", "s", "From claim to the word that ends it, by how it ended", advice: Seconds);
    private static readonly Histogram<double> Stages = Meter.CreateHistogram(
        "chatvideobot.render.stage.duration", "s", "Where the time of a made clip went, by stage and model", advice: Seconds);
    private static readonly Histogram<double> Rates = Meter.CreateHistogram(
        "chatvideobot.render.step.rate", "{step}/s", "Denoising steps a second of a made clip, by model",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100] });

    public static Activity? Begin(Lease lease) => !Source.HasListeners() ? null
        : Source.StartActivity("render", ActivityKind.Consumer, JobTrace.Parent(lease.Trace))?
            .SetTag("messaging.system", "redis").SetTag("chatvideobot.job.id", lease.Id.Value).SetTag("chatvideobot.job.attempt", lease.Attempt)
            .SetTag("chatvideobot.worker", lease.Worker);

    public static void Ended(Activity? span, JobOutcome outcome, TimeSpan took)
    {
        var word = outcome.GetType().Name.ToLowerInvariant();
        span?.SetTag("chatvideobot.render.outcome", word);
        if (outcome is JobOutcome.Failed failed)
            span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", failed.Failure.Stage.ToString());
        Renders.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", word));
        if (outcome is not JobOutcome.Made { Clip: { Info.Model: var model, Timings: var time } })
            return;
        span?.SetTag("chatvideobot.model", model);
        Tell("text_encoder", time.TextEncoder);
        Tell("picture", time.Picture);
        Tell("denoiser", time.Denoiser);
        Tell("vae", time.Vae);
        Tell("encode", time.Encode);
        Tell("rest", time.Rest);
        if (time is { Steps: > 0, Denoiser: var denoiser } && denoiser > TimeSpan.Zero)
            Rates.Record(time.Steps / denoiser.TotalSeconds, new KeyValuePair<string, object?>("model", model));

        void Tell(string stage, TimeSpan spent) => Stages.Record(spent.TotalSeconds, new("stage", stage), new KeyValuePair<string, object?>("model", model));
    }

    /// <summary>A span for each stage of the render, as its progress tells; they are parts of what is under way here.</summary>
    public static StageSpans Stage(IProgress<ClipProgress> progress) => new(progress, Source, Activity.Current);
}
