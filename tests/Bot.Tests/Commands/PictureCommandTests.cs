using System.Text.Json;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.People;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Bot.Tests.Commands;

/// <summary>Which picture and which words /imagine, /animate and Animate this take, and what they say where they take none.</summary>
public sealed class PictureCommandTests
{
    private static readonly Attachment Cat = new() { Id = 5, Filename = "cat.png", ContentType = "image/png", Size = 100, Url = "https://cdn.discordapp.com/cat.png" };
    private static readonly Attachment Film = new() { Id = 6, Filename = "film.mp4", ContentType = "video/mp4", Size = 100 };

    [Fact]
    public void Words_of_a_message_are_the_prompt_without_links_and_mentions()
    {
        var order = This(new() { Content = "<@123> look:  https://tenor.com/x <a:party:77>\n<t:1700000000:R> he **dances**", Attachments = [Cat] }).Order!;

        Assert.Equal("look: party he **dances**", order.Clip.Prompt);
        Assert.Equal("cat.png", order.Picture!.Name);
    }

    [Theory]
    [InlineData("", "a video of something moving")]
    [InlineData("https://x.example/y <@5>", "a video of something moving")]
    [InlineData("she waves -seed 7", "she waves -seed 7")] // no flags: the words are another's
    public void Without_words_there_is_a_movement(string content, string prompt) =>
        Assert.Equal(prompt, This(new() { Content = content, Attachments = [Cat] }).Order!.Clip.Prompt);

    [Fact]
    public void A_forwarded_messages_picture_and_words_are_taken()
    {
        var order = This(new() { MessageSnapshots = [new() { Message = new() { Content = "a cat", Attachments = [Film, Cat] } }] }).Order!;

        Assert.Equal(("a cat", "cat.png"), (order.Clip.Prompt, order.Picture!.Name));
    }

    [Theory]
    [InlineData("image", "https://images-ext-1.discordapp.net/external/abc/https/x.example/dog%20a.png", "dog a.png")]
    [InlineData("rich", "https://media.discordapp.net/attachments/1/2/dog.webp?ex=1", "dog.webp")]
    [InlineData("gifv", "https://images-ext-2.discordapp.net/external/abc/https/media.tenor.com/dog.png", "dog.png")]
    [InlineData("image", "https://x.example/dog.png", null)] // no other server is asked
    [InlineData("image", "https://evil.example/.discordapp.net/dog.png", null)]
    [InlineData("video", "https://images-ext-1.discordapp.net/external/abc/https/i.ytimg.com/still.jpg", null)]
    public void A_picture_behind_a_link_is_taken_from_Discords_copy(string type, string address, string? name)
    {
        var media = new EmbedMedia { Url = "https://x.example/dog.png", ProxyUrl = address, Width = 10, Height = 10 };

        var (order, refusal) = This(new() { Content = "https://x.example/dog.png", Embeds = [new() { Type = type, Thumbnail = media }] });

        Assert.Equal(name, order?.Picture?.Name);
        if (name is null) Assert.Contains("from this link", refusal);
    }

    [Fact]
    public void A_picture_on_the_message_comes_before_one_behind_a_link()
    {
        var embed = new Embed { Type = "image", Thumbnail = new() { ProxyUrl = "https://media.discordapp.net/dog.png" } };

        Assert.Equal("cat.png", This(new() { Attachments = [Cat], Embeds = [embed] }).Order!.Picture!.Name);
    }

    [Fact]
    public void Where_there_is_no_picture_it_is_said_what_there_is()
    {
        Assert.Contains("This is a clip already", This(new() { Attachments = [Film] }).Refusal);
        Assert.Contains("sticker", This(new() { StickerItems = [new() { Id = 1, Name = "wave" }] }).Refusal);
        Assert.Contains("link", This(new() { Content = "see https://x.example" }).Refusal);
        Assert.Contains("no picture in this message", This(new() { Content = "hello" }).Refusal);
        Assert.Contains("did not pass the message on", AnimateThis.Read(new(), new(), Tongues.English, new()).Refusal);
        Assert.Contains("0 bytes", This(new() { Attachments = [Cat with { Size = 0 }] }).Refusal);
    }

    [Fact]
    public void A_words_last_emoji_is_not_cut_in_two()
    {
        var order = This(new() { Content = new string('a', 1499) + "🎈🎈", Attachments = [Cat] }).Order!;

        Assert.Equal(new string('a', 1499), order.Clip.Prompt);
        Assert.Contains("1,500", order.Remark);
    }

    [Fact]
    public void A_picked_movement_is_the_prompt_and_moves_the_camera_unless_another_move_is_said()
    {
        var zoom = Animate(("movement", "zoom")).Order!;
        Assert.Equal(("a video of something moving", "zoom in"), (zoom.Clip.Prompt, zoom.Clip.Camera));
        Assert.Equal("pan up", Animate(("movement", "zoom"), ("camera", "pan up")).Order!.Clip.Camera);
        Assert.Equal("", Animate(("movement", "walk")).Order!.Clip.Camera);
        var both = Animate(("movement", "dance"), ("prompt", "in the rain -seed 7")).Order!;
        Assert.EndsWith(", in the rain", both.Clip.Prompt);
        Assert.Equal(7, both.Seed);
        Assert.Equal("a video of something moving", Animate().Order!.Clip.Prompt);
        Assert.Contains("nearest is dance", Animate(("movement", "dence")).Refusal);
    }

    [Fact]
    public void A_picture_that_Discord_did_not_pass_on_is_asked_for_again() =>
        Assert.StartsWith("image:", AnimateCommand.Read(Data([("image", "5")]), Reader(), Tongues.English, new()).Refusal);

    [Fact]
    public void Few_words_are_filled_up_only_where_there_is_no_picture()
    {
        var limits = new BotOptions { FewWords = "on the grass" };

        Assert.Equal("ball, on the grass", ImagineCommand.Read(Data([("prompt", "ball")]), Reader(), Tongues.English, limits).Order!.Clip.Prompt);
        Assert.Equal("ball", ImagineCommand.Read(Data([("prompt", "ball"), ("image", "5")], Cat), Reader(), Tongues.English, limits).Order!.Clip.Prompt);
    }

    [Fact]
    public void A_clip_cannot_both_loop_and_end_with_a_picture()
    {
        Assert.StartsWith("loop:", ImagineCommand.Read(Data([("prompt", "a ball -loop"), ("end_image", "5")], Cat), Reader(), Tongues.English, new()).Refusal);
        Assert.NotNull(ImagineCommand.Read(Data([("prompt", "a ball"), ("end_image", "5")], Cat), Reader(), Tongues.English, new()).Order);
        Assert.StartsWith("end_image:", ImagineCommand.Read(Data([("prompt", "a ball"), ("end_image", "9")], Cat), Reader(), Tongues.English, new()).Refusal);
    }

    [Theory]
    [InlineData("seconds", "\"two\"", "not a number")]
    [InlineData("seconds", "true", "not a number")]
    [InlineData("seconds", "1e400", "not a number")]
    [InlineData("motion", "1.5", "not a whole number")]
    [InlineData("seed", "-1", "nearest is 0")]
    [InlineData("fps", "\"NaN\"", "not a number")]
    [InlineData("loop", "\"maybe\"", "neither true nor false")]
    public void An_option_of_a_wrong_type_is_refused_by_its_name(string option, string json, string why)
    {
        var data = Data([("prompt", "a ball")]);
        data = data with { Options = [.. data.Options, new() { Name = option, Value = JsonDocument.Parse(json).RootElement }] };

        var refusal = ImagineCommand.Read(data, Reader(), Tongues.English, new()).Refusal;

        Assert.StartsWith(option + ":", refusal);
        Assert.Contains(why, refusal);
    }

    private static (ClipOrder? Order, string Refusal) This(Message message)
    {
        var data = new InteractionData { TargetId = 9, Resolved = new() { Messages = new Dictionary<Snowflake, Message> { [9] = message with { Id = 9 } } } };
        return AnimateThis.Read(data, new Person(), Tongues.English, new());
    }

    private static (ClipOrder? Order, string Refusal) Animate(params (string, string)[] options) =>
        AnimateCommand.Read(Data([("image", "5"), .. options], Cat), Reader(), Tongues.English, new());

    private static OrderReader Reader() => new(Tongues.English, new(), new(), [Street.Card]);

    private static InteractionData Data((string Name, string Value)[] options, params Attachment[] files) => new()
    {
        Options = [.. options.Select(option => new InteractionDataOption { Name = option.Name, Value = JsonSerializer.SerializeToElement(option.Value) })],
        Resolved = new() { Attachments = files.ToDictionary(file => file.Id) },
    };
}
