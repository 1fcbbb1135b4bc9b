using System.Buffers;
using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Tests.Server;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Discord.Tests.Gateway;

/// <summary>What an event costs the connection. Run with -showLiveOutput to see the figures.</summary>
public sealed class EventCostTests(ITestOutputHelper output)
{
    [Fact]
    public void What_nobody_wants_costs_the_connection_no_memory()
    {
        var dispatcher = Dispatcher(_ => false);
        var names = new NameTable();
        foreach (var frame in new[] { ExampleEvents.GuildCreate(100_000), ExampleEvents.MessageCreate, ExampleEvents.InteractionCreate, ExampleEvents.Typing })
        {
            Take(frame);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
                Take(frame);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        void Take(byte[] message)
        {
            var frame = GatewayFrame.Read(message, names);
            dispatcher.Offer(frame.Name!, frame.Data.Span, 0);
        }
    }

    [Theory]
    [InlineData("GUILD_CREATE", 3_000)]
    [InlineData("MESSAGE_CREATE", 300)]
    [InlineData("INTERACTION_CREATE", 300)]
    [InlineData("TYPING_START", 300)]
    public async Task What_is_wanted_costs_the_connection_only_its_place_in_the_queue(string name, long mostBytes)
    {
        var frame = name switch
        {
            "GUILD_CREATE" => ExampleEvents.GuildCreate(100_000),
            "MESSAGE_CREATE" => ExampleEvents.MessageCreate,
            "INTERACTION_CREATE" => ExampleEvents.InteractionCreate,
            _ => ExampleEvents.Typing,
        };
        var names = new NameTable();
        var backlog = new EventBacklog(10, 64 << 20);
        await OnceAsync();
        _ = Put();
        Assert.Equal(1, backlog.Count);
        await backlog.TakeAsync(name == "INTERACTION_CREATE", TestContext.Current.CancellationToken);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            (await backlog.TakeAsync(Put(), TestContext.Current.CancellationToken)).Dispose(); // as the dispatcher does, on this thread
        var onLoop = (GC.GetAllocatedBytesForCurrentThread() - before) / 100;

        before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < 100; i++)
            EventReader.Read(name, GatewayFrame.Read(frame, names).Data.Span, 0, 0);
        var read = (GC.GetAllocatedBytesForCurrentThread() - before) / 100;
        var took = Stopwatch.GetElapsedTime(start) / 100;
        before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            JsonDocument.Parse(frame.ToArray());
        var asDocument = (GC.GetAllocatedBytesForCurrentThread() - before) / 100;

        output.WriteLine($"{name} of {frame.Length:N0} bytes: connection {onLoop:N0} bytes, typed {read:N0} bytes in {took.TotalMicroseconds:N0} µs; "
            + $"as a document it would be {asDocument:N0} bytes and the type besides.");
        Assert.InRange(onLoop, 0, mostBytes);

        bool Put()
        {
            var parsed = GatewayFrame.Read(frame, names);
            var e = new WaitingEvent(parsed.Name!, parsed.Data.Span, 0, 0);
            return backlog.Add(e).Count == 0 && e.IsInteraction;
        }

        async Task OnceAsync() => (await backlog.TakeAsync(Put(), TestContext.Current.CancellationToken)).Dispose();
    }

    [Fact]
    public void A_compressed_stream_is_a_fraction_of_the_plain_one()
    {
        var frames = Enumerable.Range(0, 50).SelectMany(i => new[] { ExampleEvents.GuildCreate(20_000, i), ExampleEvents.MessageCreate, ExampleEvents.InteractionCreate }).ToArray();
        var sink = new MemoryStream();
        var zlib = new ZLibStream(sink, CompressionLevel.Optimal);
        var pieces = new List<byte[]>();
        foreach (var frame in frames)
        {
            sink.SetLength(0);
            zlib.Write(frame);
            zlib.Flush();
            pieces.Add(sink.ToArray());
        }
        var plain = new ArrayBufferWriter<byte>();
        var names = new NameTable();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var inflater = new ZlibInflater();
        var perConnection = GC.GetAllocatedBytesForCurrentThread() - before;
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < pieces.Count; i++)
        {
            plain.ResetWrittenCount();
            inflater.Inflate(pieces[i], plain, GatewaySocket.LargestReceived);
            Assert.Equal(frames[i], plain.WrittenSpan);
        }
        var inflating = Stopwatch.GetElapsedTime(start);
        start = Stopwatch.GetTimestamp();
        foreach (var frame in frames)
            GatewayFrame.Read(frame, names);
        var reading = Stopwatch.GetElapsedTime(start);

        long wire = pieces.Sum(piece => piece.Length), whole = frames.Sum(frame => frame.Length);
        output.WriteLine($"{frames.Length} frames: {whole:N0} bytes plain, {wire:N0} compressed ({(double)whole / wire:0.0} to 1); "
            + $"inflating {inflating.TotalMicroseconds / frames.Length:N1} µs a frame, cutting {reading.TotalMicroseconds / frames.Length:N1} µs; "
            + $"{perConnection:N0} managed bytes a connection.");
        Assert.InRange(wire, 1, whole / 2);
        inflater.Dispose();
    }

    private static EventDispatcher Dispatcher(Func<string, bool> wanted) => new(
        [new Recorder { Wanted = wanted }], Options.Create(new DiscordOptions()), TimeProvider.System, NullLogger<EventDispatcher>.Instance);
}
