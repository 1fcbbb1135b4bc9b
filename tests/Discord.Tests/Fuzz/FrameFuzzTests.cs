using System.Text;
using System.Text.Json;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Tests.Payloads;

namespace ChatVideoBot.Discord.Tests.Fuzz;

/// <summary>Frames of the gateway, spoilt: reading one gives a frame or a JsonException, in bounded memory, and never anything else.</summary>
public sealed class FrameFuzzTests
{
    private const int EachSpecimen = 2_700;
    private const long MostBytes = 8 << 20;

    private static readonly string[] Small =
    [
        """{"op":1,"d":null,"s":null,"t":null}""", """{"op":7,"d":null}""", """{"op":9,"d":true}""", """{"op":9,"d":false}""",
        """{"op":10,"d":{"heartbeat_interval":41250,"_trace":["x"]},"s":null,"t":null}""", """{"op":11}""",
        """{"op":0,"s":5,"t":"RESUMED","d":{}}""", """{"op":0,"s":6,"t":"MESSAGE_DELETE","d":{"id":"1","channel_id":"2"}}""",
    ];

    public static TheoryData<string> Events => new(Kinds.Names.Where(name => name.Any(char.IsUpper) && name.Contains('_', StringComparison.Ordinal) || name == "READY"));

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_spoilt_is_read_or_refused(string kind)
    {
        var name = kind.Split(',')[0];
        foreach (var fullness in Enum.GetValues<Fullness>())
        {
            var frame = Encoding.UTF8.GetBytes($$"""{"op":0,"s":3,"t":"{{name}}","d":{{Kinds.Make(kind, fullness).ToJsonString()}}}""");
            var times = fullness == Fullness.All ? EachSpecimen / 4 : EachSpecimen * 2; // the whole ones are long
            for (var seed = 0; seed < times; seed++)
                Try(seed, frame);
        }
    }

    [Fact]
    public void A_frame_without_an_event_spoilt_is_read_or_refused()
    {
        foreach (var frame in Small.Select(Encoding.UTF8.GetBytes))
        {
            for (var seed = 0; seed < EachSpecimen * 2; seed++)
                Try(seed, frame);
        }
    }

    private static void Try(int seed, byte[] frame)
    {
        var spoilt = new Mutator(seed).Spoil(frame);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Read(spoilt);
        }
        catch (JsonException)
        {
            // Documented.
        }
        catch (Exception e)
        {
            Assert.Fail($"Seed {seed}: {e}\n{Encoding.Latin1.GetString(spoilt)}");
        }
        var used = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(used < MostBytes, $"Seed {seed}: {used:N0} bytes for {spoilt.Length:N0}.\n{Encoding.Latin1.GetString(spoilt)}");
    }

    /// <summary>As the dispatcher does; and then everything a handler may ask of it.</summary>
    private static void Read(byte[] spoilt)
    {
        var frame = GatewayFrame.Read(spoilt, new NameTable());
        if (frame is not { Op: Opcode.Dispatch, Name: { } name })
            return;
        try
        {
            switch (EventReader.Read(name, frame.Data.Span, 0, 0))
            {
                case MessageCreateEvent e:
                    Use(e.Message);
                    break;
                case MessageUpdateEvent e:
                    Use(e.Message);
                    break;
                case InteractionCreateEvent e:
                    Use(e.Interaction);
                    break;
            }
        }
        catch (JsonException)
        {
            EventReader.Raw(name, frame.Data.Span, 0, 0);
        }
    }

    private static void Use(Message? message)
    {
        if (message is not null)
            Assert.All(ComponentTree.Of(message.Components), component => _ = (component.Type, component.CustomId));
    }

    private static void Use(Interaction? interaction)
    {
        Use(interaction?.Message);
        if (interaction?.Data is not { } data)
            return;
        _ = (interaction.Invoker?.DisplayName, interaction.Id.CreatedAt, data.FullName, data.FocusedOption, data.TargetMessage, data.AttachmentOption("f"));
        foreach (var name in new[] { "a", "b", "c", "d", "e" })
        {
            _ = data.FormValues(name);
            if (data.Option(name) is { } option)
                _ = (option.AsString(), option.AsLong(), option.AsDouble(), option.AsBool(), option.AsSnowflake());
        }
    }
}
