using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Telemetry.Tests;

public sealed class ExportTests
{
    [Theory]
    [InlineData("", "chatvideobot-bot")]
    [InlineData("the-owners-name", "the-owners-name")]
    public async Task Spans_and_figures_reach_the_collector_under_the_services_name(string named, string expected)
    {
        var cancel = TestContext.Current.CancellationToken;
        var received = new ConcurrentDictionary<string, string>();
        await using var collector = await CollectAsync(received, cancel);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.Single();
        builder.Configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        if (named.Length > 0) builder.Configuration["OTEL_SERVICE_NAME"] = named;
        builder.Services.AddTelemetry("bot", TelemetrySettings.Read(name => builder.Configuration[name]));
        using (var host = builder.Build())
        {
            await host.StartAsync(cancel);
            using var source = new ActivitySource("ChatVideoBot.Bot");
            using var meter = new Meter("ChatVideoBot.Queue");
            meter.CreateCounter<long>("chatvideobot.tried").Add(1);
            var span = source.StartActivity("tried");
            Assert.NotNull(span);
            span.Dispose();
            await host.StopAsync(cancel);
        } // what was not sent yet is sent when the providers go

        Assert.Equal(["/v1/metrics", "/v1/traces"], received.Keys.Order());
        Assert.All(received.Values, body => Assert.Contains(expected, body));
        Assert.Contains("chatvideobot.tried", received["/v1/metrics"]);
        Assert.Contains("tried", received["/v1/traces"]);
    }

    private static async Task<WebApplication> CollectAsync(ConcurrentDictionary<string, string> received, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = builder.Build();
        collector.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            received.AddOrUpdate(context.Request.Path, Text(body), (_, before) => before + Text(body));
        });
        await collector.StartAsync(cancel);
        return collector;
    }

    private static string Text(MemoryStream body) => Encoding.Latin1.GetString(body.ToArray());
}
