using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.EndToEnd.Tests.Traces;

/// <summary>A span as it came over the wire.</summary>
/// <param name="Service">service.name of the process that sent it.</param>
/// <param name="Parent">Empty at the root.</param>
internal sealed record SentSpan(string Service, string Trace, string Id, string Parent, string Name);

/// <summary>Takes what programs send as OTLP over HTTP, as a collector does, and reads the spans (opentelemetry-proto, trace/v1/trace.proto).</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly ConcurrentQueue<SentSpan> _spans = new();
    private readonly WebApplication _app;

    private Collector(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    public IReadOnlyList<SentSpan> Spans => [.. _spans];

    public static async Task<Collector> StartAsync(CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = new Collector(builder.Build());
        collector._app.Run(collector.TakeAsync);
        await collector._app.StartAsync(cancel);
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (context.Request.Path != "/v1/traces") return;
        foreach (var resourceSpans in Fields(body.ToArray(), 1))
        {
            var service = Fields(resourceSpans, 1).SelectMany(resource => Fields(resource, 1)).Where(pair => Text(pair, 1) == "service.name")
                .Select(pair => Text(Fields(pair, 2).Single(), 1)).Single();
            foreach (var span in Fields(resourceSpans, 2).SelectMany(scope => Fields(scope, 2)))
                _spans.Enqueue(new(service, Hex(span, 1), Hex(span, 2), Hex(span, 4), Text(span, 5)));
        }
    }

    private static string Text(byte[] message, int field) => Encoding.UTF8.GetString(Fields(message, field).LastOrDefault([]));

    private static string Hex(byte[] message, int field) => Convert.ToHexStringLower(Fields(message, field).LastOrDefault([]));

    /// <summary>The values of a field that have a length: texts, bytes and messages (protobuf.dev/programming-guides/encoding).</summary>
    private static List<byte[]> Fields(byte[] message, int field)
    {
        var (found, at) = (new List<byte[]>(), 0);
        while (at < message.Length)
        {
            var tag = Varint();
            switch (tag & 7)
            {
                case 0: Varint(); break;
                case 1: at += 8; break;
                case 5: at += 4; break;
                case 2:
                    var length = (int)Varint();
                    if ((int)(tag >> 3) == field) found.Add(message[at..(at + length)]);
                    at += length;
                    break;
                default: throw new InvalidDataException($"Wire type {tag & 7} is none of today's.");
            }
        }
        return found;

        ulong Varint()
        {
            ulong value = 0;
            for (var shift = 0; ; shift += 7)
            {
                var part = message[at++];
                value |= (ulong)(part & 0x7F) << shift;
                if (part < 0x80) return value;
            }
        }
    }
}
