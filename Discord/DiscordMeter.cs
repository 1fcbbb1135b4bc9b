using System.Diagnostics;
using System.Diagnostics.Metrics;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Discord.Rest.RateLimits;

namespace ChatVideoBot.Discord;

/// <summary>What the client tells about itself: the meter and the source "ChatVideoBot.Discord"; nearly free while nobody listens.</summary>
/// <remarks>Requests are told by their template: no ids, and no interaction's token.</remarks>
internal static class DiscordMeter
{
    public const string Name = "ChatVideoBot.Discord";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 5, 10, 30] };
    private static readonly Histogram<double> Requests = Meter.CreateHistogram(
        "chatvideobot.discord.request.duration", "s", "From asking to the answer, waits for rate limits and repeats included", advice: Seconds);
    private static readonly Histogram<double> Acknowledgement = Meter.CreateHistogram(
        "chatvideobot.discord.interaction.acknowledgement", "s", "From an interaction's arrival to its first answer, which Discord wants within 3 s", advice: Seconds);
    private static readonly Counter<long> RateLimits = Meter.CreateCounter<long>(
        "chatvideobot.discord.rate_limits", "{refusal}", "Rate limits met: requests that Discord refused, by scope (request, bucket, bot, address) and template");
    private static readonly Counter<long> Reconnects = Meter.CreateCounter<long>(
        "chatvideobot.discord.gateway.reconnects", "{connection}", "Times a shard was off Discord and came again, with the same session or a new one");
    private static readonly Histogram<double> Heartbeats = Meter.CreateHistogram(
        "chatvideobot.discord.gateway.heartbeat", "s", "How long Discord took to answer a heartbeat", advice: Seconds);
    private static readonly Counter<long> Dropped = Meter.CreateCounter<long>(
        "chatvideobot.discord.events.dropped", "{event}", "Events for which there was no room, by name");

    /// <summary>A span of its own for a request that is part of something; what nobody asked for begins no trace.</summary>
    public static Activity? Begin(Route route, Uri api) => Activity.Current is null ? null
        : Source.StartActivity($"{route.Method} {route.Template}", ActivityKind.Client)?
            .SetTag("http.request.method", route.Method.Method).SetTag("url.template", route.Template).SetTag("server.address", api.Host);

    public static void Answered(Route route, Activity? span, DiscordException? failure, TimeSpan took)
    {
        var wrong = failure is null ? null : failure.Status is { } status ? ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture) : failure.Fault.ToString();
        if (wrong is not null)
            span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", wrong);
        if (Requests.Enabled)
            Requests.Record(took.TotalSeconds, new("http.request.method", route.Method.Method), new("url.template", route.Template), new("error.type", wrong ?? "none"));
    }

    /// <param name="wrong">Null when Discord took it.</param>
    public static void Acknowledged(Interaction interaction, TimeSpan took, DiscordException? wrong) => Acknowledgement.Record(
        took.TotalSeconds, new("type", interaction.Type.ToString().ToLowerInvariant()), new KeyValuePair<string, object?>("error.type", wrong?.Fault.ToString() ?? "none"));

    public static void Refused(Route route, RefusalScope scope) =>
        RateLimits.Add(1, new("scope", scope.ToString().ToLowerInvariant()), new KeyValuePair<string, object?>("url.template", route.Template));

    public static void Reconnecting(bool sameSession) => Reconnects.Add(1, new KeyValuePair<string, object?>("session", sameSession ? "same" : "new"));

    public static void Beat(TimeSpan latency) => Heartbeats.Record(latency.TotalSeconds);

    public static void Drop(string name) => Dropped.Add(1, new KeyValuePair<string, object?>("event", name));

    /// <summary>Tells how many shards stand how, until the result is disposed.</summary>
    public static Meter Watch(GatewayHealth health)
    {
        var meter = new Meter(Name);
        meter.CreateObservableGauge(
            "chatvideobot.discord.gateway.shards",
            () => Enum.GetValues<ShardState>().Select(state => new Measurement<int>(health.Count(state), new KeyValuePair<string, object?>("state", state.ToString().ToLowerInvariant()))),
            "{shard}", "Shards of this process by state: connected, resuming, connecting, waiting");
        meter.CreateObservableGauge(
            "chatvideobot.discord.gateway.shards.all", () => Math.Max(1, health.Total), "{shard}",
            "All shards of the bot, those of other processes too; 1 before Discord said how many");
        return meter;
    }
}
