using ChatVideoBot.Bot.Orders;
using System.Text.Json;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Tests.Commands;

public sealed class EditCommandTests
{
    private static readonly BotOptions Limits = new();
    private static readonly Attachment Video = new() { Id = 1, Filename = "clip.mp4", ContentType = "video/mp4", Size = 1000, DurationSecs = 3 };
    private static readonly Attachment Mask = new() { Id = 2, Filename = "mask.png", ContentType = "image/png", Size = 1000, Width = 64, Height = 64 };
    private static readonly Attachment Text = new() { Id = 3, Filename = "note.txt", ContentType = "text/plain", Size = 5 };

    private static (ClipOrder? Order, string Refusal) Read(string options) => EditCommand.Read(new()
    {
        Options = [.. JsonDocument.Parse(options).RootElement.EnumerateObject().Select(one => new InteractionDataOption { Name = one.Name, Value = one.Value })],
        Resolved = new() { Attachments = new[] { Video, Mask, Text, Video with { Id = 4, Size = Limits.LargestClip + 1L }, Video with { Id = 5, Size = 0 } }.ToDictionary(file => file.Id) },
    }, Tongues.English, Limits);

    [Theory]
    [InlineData("""{"prompt": "x"}""", "clip: send the video that is to be changed, or name one of yours with id.")]
    [InlineData("""{"prompt": "x", "clip": "1", "id": "77"}""", "id: give either a clip or an id, not both.")]
    [InlineData("""{"prompt": " ", "clip": "1"}""", "prompt: it is empty")]
    [InlineData("""{"prompt": "x", "clip": "3"}""", "clip: note.txt is not a video")]
    [InlineData("""{"prompt": "x", "clip": "4"}""", "clip: it has 50 MiB; at most 50 MiB can be taken.")]
    [InlineData("""{"prompt": "x", "clip": "5"}""", "clip: clip.mp4 is empty")]
    [InlineData("""{"prompt": "x", "clip": "99"}""", "clip: Discord did not pass the file on")]
    [InlineData("""{"prompt": "x", "clip": "1", "mask": "99"}""", "mask: Discord did not pass the file on")]
    [InlineData("""{"prompt": "x", "clip": "1", "mask": "3"}""", "mask: note.txt is not a picture")]
    [InlineData("""{"prompt": "x", "clip": "1", "mask": "2", "background": true}""", "mask: with background the place is known already")]
    [InlineData("""{"prompt": "x", "clip": "1", "strength": 0}""", "strength: 0 is not possible; give a percentage from 1 to 100, the nearest is 1.")]
    [InlineData("""{"prompt": "x", "clip": "1", "strength": 101}""", "strength: 101 is not possible; give a percentage from 1 to 100, the nearest is 100.")]
    [InlineData("""{"prompt": "x", "clip": "1", "seed": -1}""", "seed: -1 is out of range")]
    [InlineData("""{"prompt": "x", "clip": "1", "seed": "seven"}""", "seed: “seven” is not a whole number.")]
    public void Bad_input_is_one_sentence_that_names_the_option(string options, string sentence)
    {
        var (order, refusal) = Read(options);
        Assert.Null(order);
        Assert.Contains(sentence, refusal);
    }

    [Theory]
    [InlineData("""{"prompt": "x", "clip": "1"}""", ClipKind.Remix, 0.0)]
    [InlineData("""{"prompt": "x", "clip": "1", "strength": 1}""", ClipKind.Remix, 0.01)]
    [InlineData("""{"prompt": "x", "clip": "1", "strength": 100, "background": false}""", ClipKind.Remix, 1.0)]
    [InlineData("""{"prompt": "x", "clip": "1", "background": true}""", ClipKind.Background, 0.0)]
    [InlineData("""{"prompt": "x", "clip": "1", "mask": "2"}""", ClipKind.Edit, 0.0)]
    public void What_is_given_says_what_is_changed(string options, ClipKind kind, double strength)
    {
        var order = Read(options).Order!;
        Assert.Equal((kind, strength, 3.0, "clip.mp4"), (order.Clip.Kind, order.Clip.Strength, order.Clip.Seconds, order.Source!.Name));
        Assert.Equal(kind == ClipKind.Edit, order.Mask is not null);
    }

    [Fact]
    public void An_id_is_looked_for_later() => Assert.Null(Read("""{"prompt": "x", "id": "77"}""").Order!.Source);
}
