using ChatVideoBot.Queue;
using ChatVideoBot.Sandbox;
using ChatVideoBot.Tests.Chaos;

namespace ChatVideoBot.EndToEnd.Tests.Traces;

/// <summary>The two programs as they are run, each with its own exporter: what an owner sees who has a collector.</summary>
public sealed class TraceTests
{
    [Fact(Timeout = 180_000)]
    public async Task Both_programs_send_one_trace_from_the_click_to_the_posted_clip()
    {
        var cancel = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("chatvideobot-trace-");
        try
        {
            await using var collector = await Collector.StartAsync(cancel);
            await using var redis = await PrivateRedis.StartAsync(Path.Combine(folder.FullName, "redis"), cancel);
            await using var discord = await SandboxServer.StartAsync(new(), cancel);
            var settings = new Dictionary<string, string>
            {
                ["REDIS_URL"] = redis.Url.ToString(),
                ["DISCORD_TOKEN"] = discord.Token,
                ["Discord__Api"] = discord.Api.ToString(),
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            };
            using var worker = new Child("worker", "Inference", [], settings, folder.FullName);
            using var bot = new Child("bot", "Bot", [], settings, folder.FullName);
            bot.Start();
            worker.Start();
            using var member = await SandboxPerson.SitDownAsync(discord.Page, "member", cancel);
            await member.WaitForCommandsAsync(cancel);
            await member.UseAsync("general", "imagine", new Dictionary<string, object> { ["prompt"] = "a red ball", ["seconds"] = 0.5 }, cancel);
            await member.WaitForMessageAsync("general", message => message["attachments"]!.AsArray().Any(file => file!["filename"]!.GetValue<string>().EndsWith(".mp4", StringComparison.Ordinal)), cancel);

            List<SentSpan> trace;
            do
            {
                await Task.Delay(50, cancel); // the last spans are on their way
                trace = collector.Spans.FirstOrDefault(span => span is { Name: "interaction" }) is { } click ? [.. collector.Spans.Where(span => span.Trace == click.Trace)] : [];
            }
            while (!(trace.Any(span => span.Name == "delivery") && trace.Any(span => span.Name == "render"))); // each program sends its own when it comes to it

            SentSpan Only(string name) => Assert.Single(trace, span => span.Name == name);
            Assert.Equal("chatvideobot-bot", Only("interaction").Service);
            Assert.Equal(("chatvideobot-worker", Only("enqueue").Id), (Only("render").Service, Only("render").Parent));
            Assert.Equal(("chatvideobot-bot", Only("enqueue").Id), (Only("delivery").Service, Only("delivery").Parent));
            Assert.Equal(Only("delivery").Id, Only("POST /channels/{channel}/messages").Parent);
            Assert.Equal("", Only("interaction").Parent);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
