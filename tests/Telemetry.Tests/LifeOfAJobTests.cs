using System.Diagnostics;

namespace ChatVideoBot.Telemetry.Tests;

[Collection("Listening")] // all spans of this program are heard
public sealed class LifeOfAJobTests(WatchedTown town) : IClassFixture<WatchedTown>
{
    [Fact]
    public void One_trace_leads_from_the_interaction_through_both_programs_to_the_posted_message()
    {
        var interaction = Assert.Single(town.Spans, span => span.OperationName == "interaction" && span.GetTagItem("chatvideobot.interaction.id") as string == town.FirstJob);
        var trace = town.Spans.Where(span => span.TraceId == interaction.TraceId).ToList();
        Activity Only(string name) => Assert.Single(trace, span => span.OperationName == name);

        var (enqueue, render, delivery) = (Only("enqueue"), Only("render"), Only("delivery"));
        Assert.Equal((ActivityKind.Server, default(ActivitySpanId)), (interaction.Kind, interaction.ParentSpanId));
        Assert.Equal(interaction.SpanId, Only("gate").ParentSpanId);
        Assert.Equal((ActivityKind.Producer, interaction.SpanId), (enqueue.Kind, enqueue.ParentSpanId));
        Assert.Equal(enqueue.SpanId, Only("wait in line").ParentSpanId);
        Assert.Equal((ActivityKind.Consumer, enqueue.SpanId), (Only("claim").Kind, Only("claim").ParentSpanId));
        Assert.Equal((ActivityKind.Consumer, enqueue.SpanId), (render.Kind, render.ParentSpanId));
        Assert.Equal(town.Worker, render.GetTagItem("chatvideobot.worker"));
        foreach (var stage in (string[])["prompt", "picture", "denoise", "decode", "encode", "complete"])
            Assert.Equal(render.SpanId, Only(stage).ParentSpanId);
        Assert.Equal((ActivityKind.Consumer, enqueue.SpanId), (delivery.Kind, delivery.ParentSpanId));
        var post = Only("POST /channels/{channel}/messages");
        Assert.Equal((ActivityKind.Client, delivery.SpanId), (post.Kind, post.ParentSpanId));
        Assert.True(post.StartTimeUtc >= render.StartTimeUtc + render.Duration - TimeSpan.FromSeconds(1), "the message follows the render");
    }

    [Fact]
    public void Each_job_has_a_trace_of_its_own()
    {
        var roots = town.Spans.Where(span => span.OperationName == "enqueue").Select(span => span.TraceId).ToList();

        Assert.Equal(4, roots.Count);
        Assert.Equal(4, roots.Distinct().Count());
    }

    [Fact]
    public void No_span_and_no_figure_holds_a_prompt_or_a_token()
    {
        var said = town.Spans
            .Select(span => $"{span.DisplayName} {span.StatusDescription} {string.Join(' ', span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))} "
                + string.Join(' ', span.Events.SelectMany(e => e.Tags).Select(tag => $"{tag.Value}")))
            .Concat(town.Figures.Select(figure => $"{figure.Name} {figure.Tags}")).ToList();

        Assert.Contains(said, text => text.Contains(town.FirstJob, StringComparison.Ordinal)); // they say something
        foreach (var secret in town.Secrets)
            Assert.DoesNotContain(said, text => text.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void No_line_of_the_log_holds_a_prompt_or_a_token_and_those_of_a_job_tell_which()
    {
        var lines = town.Log.Lines;

        Assert.Contains(lines, line => line.Contains($"scope Job {town.FirstJob}", StringComparison.Ordinal) && line.Contains("claimed", StringComparison.Ordinal));
        foreach (var secret in town.Secrets)
            Assert.DoesNotContain(lines, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("chatvideobot.job.wait", "band=normal")]
    [InlineData("chatvideobot.job.duration", "outcome=done")]
    [InlineData("chatvideobot.job.outcomes", "outcome=done reason=none")]
    [InlineData("chatvideobot.job.outcomes", "outcome=failed reason=prompt")]
    [InlineData("chatvideobot.job.eta.error", "")]
    [InlineData("chatvideobot.job.gpu_time", "guild=")]
    [InlineData("chatvideobot.queue.running", "")]
    [InlineData("chatvideobot.queue.workers", "standing=serving")]
    [InlineData("chatvideobot.queue.waiting_time", "model=pocket")]
    [InlineData("chatvideobot.queue.outbox.age", "")]
    [InlineData("chatvideobot.queue.claims", "")]
    [InlineData("chatvideobot.render.duration", "outcome=made")]
    [InlineData("chatvideobot.render.duration", "outcome=failed")]
    [InlineData("chatvideobot.render.stage.duration", "stage=denoiser model=pocket")]
    [InlineData("chatvideobot.render.step.rate", "model=pocket")]
    [InlineData("db.client.operation.duration", "db.operation.name=")]
    [InlineData("chatvideobot.redis.calls.in_flight", "")]
    [InlineData("chatvideobot.discord.request.duration", "url.template=/channels/{channel}/messages")]
    [InlineData("chatvideobot.discord.interaction.acknowledgement", "type=applicationcommand")]
    [InlineData("chatvideobot.discord.rate_limits", "scope=")]
    [InlineData("chatvideobot.discord.gateway.reconnects", "session=")]
    [InlineData("chatvideobot.discord.gateway.heartbeat", "")]
    [InlineData("chatvideobot.discord.gateway.shards", "state=connected")]
    [InlineData("chatvideobot.discord.gateway.shards.all", "")]
    public void It_is_measured(string figure, string tags) =>
        Assert.Contains(town.Figures, row => row.Name == figure && row.Tags.Contains(tags, StringComparison.Ordinal) && row.Value >= 0);

    [Fact]
    public void Eight_steps_in_half_a_second_are_sixteen_a_second()
    {
        var rates = town.Figures.Where(row => row.Name == "chatvideobot.render.step.rate").ToList();

        Assert.Equal(3, rates.Count);
        Assert.All(rates, row => Assert.Equal(16, row.Value, 6));
    }
}
