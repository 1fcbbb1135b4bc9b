using System.Text.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Discord.Tests.Payloads;

/// <summary>Holds what we send against Discord's own specification, where it lies beside the repository.</summary>
public sealed class SpecificationTests
{
    private static readonly FileUpload[] Files = [new("clip.mp4", new byte[] { 1 }) { Description = "d" }];
    private static readonly ActionRow[] Rows = [.. ActionRow.Rows(Button.Danger("stop", "Stop", "🛑"), Button.Link("https://x.example/", "More"))];

    private static readonly Embed AnEmbed = new()
    {
        Title = "t",
        Description = "d",
        Color = 0xFF8800,
        Timestamp = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Footer = new() { Text = "f" },
        Image = new() { Url = "attachment://x.png" },
        Fields = [new() { Name = "n", Value = "v", Inline = true }],
        Author = new() { Name = "a" },
    };

    private static readonly Component[] Layout =
    [
        new Container
        {
            AccentColor = 0x00FF00,
            Components =
            [
                TextDisplay.Of("# Hi"), new Separator { Spacing = 1, Divider = true },
                MediaGallery.Of(new MediaGalleryItem { Media = UnfurledMedia.Attached("clip.mp4"), Description = "d" }),
                new Section { Components = [TextDisplay.Of("x")], Accessory = new Thumbnail { Media = new() { Url = "https://x.example/a.png" } } },
                new FileComponent { File = UnfurledMedia.Attached("clip.mp4") },
                ActionRow.Of(new StringSelect { CustomId = "s", Placeholder = "p", Options = [new() { Label = "l", Value = "v", Description = "d", Emoji = new() { Name = "🔁" } }] }),
                ActionRow.Of(new ChannelSelect { CustomId = "c", MinValues = 0, ChannelTypes = [ChannelType.GuildText], DefaultValues = [SelectDefault.Channel(175928847299117063)] }),
            ],
        },
    ];

    private static readonly Dictionary<string, (string Schema, JsonNode Body)> Bodies = new()
    {
        ["a message"] = ("MessageCreateRequest", Json(new MessageCreate
        {
            Content = "x",
            Embeds = [AnEmbed],
            Components = Rows,
            Nonce = "n1",
            MessageReference = MessageReference.To(5),
            Attachments = [new() { Id = 0, Filename = "clip.mp4" }],
            Flags = MessageFlags.SuppressNotifications,
            AllowedMentions = AllowedMentions.OnlyUsers(5),
        }, DiscordJson.Default.MessageCreate)),
        ["a message of parts"] = ("MessageCreateRequest", Json(new MessageCreate { Flags = MessageFlags.IsComponentsV2, Components = Layout, Files = Files }, DiscordJson.Default.MessageCreate)),
        ["an edit"] = ("MessageEditRequestPartial", Json(new MessageEdit { Content = "", Embeds = [], Components = [], Attachments = [new() { Id = 7 }] }, DiscordJson.Default.MessageEdit)),
        ["an edit of an answer"] = ("IncomingWebhookUpdateRequestPartial", Json(new MessageEdit { Content = "50 %", Components = Rows }, DiscordJson.Default.MessageEdit)),
        ["an answer"] = ("CreateMessageInteractionCallbackRequest", Json(InteractionResponse.Message("hi", ephemeral: true), DiscordJson.Default.InteractionResponse)),
        ["a deferred answer"] = ("CreateMessageInteractionCallbackRequest", Json(InteractionResponse.DeferredMessage(ephemeral: true), DiscordJson.Default.InteractionResponse)),
        ["a deferred update"] = ("UpdateMessageInteractionCallbackRequest", Json(InteractionResponse.DeferredUpdate(), DiscordJson.Default.InteractionResponse)),
        ["an update"] = ("UpdateMessageInteractionCallbackRequest", Json(InteractionResponse.Update(new() { Content = "x", Components = Rows }), DiscordJson.Default.InteractionResponse)),
        ["choices"] = ("ApplicationCommandAutocompleteCallbackRequest",
            Json(InteractionResponse.Autocomplete(ApplicationCommandOptionChoice.Of("a", "b"), ApplicationCommandOptionChoice.Of("c", "d")), DiscordJson.Default.InteractionResponse)),
        ["a form"] = ("ModalInteractionCallbackRequest", Json(InteractionResponse.Modal(
            "remix", "Remix", Label.Of("Prompt", TextInput.Of("prompt", TextInputStyle.Paragraph, "old", 500), "What to show"), TextDisplay.Of("note"),
            Label.Of("Picture", new FileUploadField { CustomId = "f", MinValues = 0, MaxValues = 1, Required = false })), DiscordJson.Default.InteractionResponse)),
        ["a command"] = ("ApplicationCommandUpdateRequest", Json(new ApplicationCommand
        {
            Name = "imagine",
            Description = "Makes a clip",
            Contexts = [InteractionContextType.Guild],
            IntegrationTypes = [ApplicationIntegrationType.GuildInstall],
            Options =
            [
                new() { Type = ApplicationCommandOptionType.String, Name = "prompt", Description = "d", Required = true, MaxLength = 500 },
                new() { Type = ApplicationCommandOptionType.Integer, Name = "seconds", Description = "d", MinValue = 1, MaxValue = 8 },
                new() { Type = ApplicationCommandOptionType.Attachment, Name = "image", Description = "d" },
                new() { Type = ApplicationCommandOptionType.Number, Name = "strength", Description = "d", Choices = [ApplicationCommandOptionChoice.Of("half", 0.5)] },
            ],
        }, DiscordJson.Default.ApplicationCommand)),
        ["a message command"] = ("ApplicationCommandUpdateRequest", Json(new ApplicationCommand { Type = ApplicationCommandType.Message, Name = "Animate this" }, DiscordJson.Default.ApplicationCommand)),
    };

    private static readonly Specification Document = Specification.Read();

    public static TheoryData<string> Names => new(Bodies.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void What_we_send_is_what_Discord_specifies(string name)
    {
        var (schema, body) = Bodies[name];
        Assert.Empty(Document.Problems(schema, body));
    }

    [Fact]
    public void The_check_itself_finds_what_is_wrong()
    {
        Assert.NotEmpty(Document.Problems("MessageCreateRequest", JsonNode.Parse("""{"content":7}""")!));
        Assert.NotEmpty(Document.Problems("MessageCreateRequest", JsonNode.Parse("""{"components":[{"type":1,"components":[{"type":2,"custom_id":"no style"}]}]}""")!));
        Assert.NotEmpty(Document.Problems("MessageCreateRequest", JsonNode.Parse("""{"invented":1}""")!));
        Assert.NotEmpty(Document.Problems("ApplicationCommandUpdateRequest", JsonNode.Parse("""{"description":"no name"}""")!));
    }

    [Theory]
    [InlineData("AllowedMentions of a number", "MessageCreateRequest", """{"content":"x","allowed_mentions":{"parse":[],"users":[5]}}""")] // ids are strings
    [InlineData("an id that is none (pattern)", "CreatePrivateChannelRequest", """{"recipient_id":"05"}""")]
    [InlineData("an id as a number", "CreatePrivateChannelRequest", """{"recipient_id":5}""")]
    [InlineData("null where none may be", "MessageCreateRequest", """{"embeds":[{"fields":[{"name":null,"value":"v"}]}]}""")]
    [InlineData("an enum's stranger", "MessageCreateRequest", """{"allowed_mentions":{"parse":["everybody"]}}""")]
    [InlineData("twice the same", "MessageCreateRequest", """{"allowed_mentions":{"parse":["users","users"]}}""")]
    [InlineData("a number too large", "MessageCreateRequest", """{"embeds":[{"color":16777216}]}""")]
    [InlineData("a number too small", "MessageCreateRequest", """{"embeds":[{"color":-1}]}""")]
    [InlineData("a date that is none", "MessageCreateRequest", """{"embeds":[{"timestamp":"tomorrow"}]}""")]
    [InlineData("a fraction for an integer", "MessageCreateRequest", """{"flags":1.5}""")]
    [InlineData("too many", "MessageCreateRequest", """{"embeds":[{},{},{},{},{},{},{},{},{},{},{}]}""")]
    [InlineData("nothing of oneOf", "MessageCreateRequest", """{"components":[{"type":99}]}""")]
    [InlineData("a key twice", "MessageCreateRequest", """{"content":"x","content":"y"}""")]
    [InlineData("a part of allOf", "ErrorResponse", """{"code":1}""")]
    public void The_check_knows_bounds_patterns_lists_and_choices(string what, string schema, string body)
    {
        using var json = JsonDocument.Parse(body);
        Assert.True(Document.Problems(Document.Schema(schema), json.RootElement).Count > 0, what);
    }

    [Theory]
    [InlineData("MessageCreateRequest", """{"content":null,"flags":4096,"nonce":5,"allowed_mentions":{"parse":["users"]}}""")] // nullable
    [InlineData("ErrorResponse", """{"code":1,"message":"m","errors":{"_errors":[{"code":2,"message":"m"}]}}""")] // allOf
    public void The_check_takes_what_is_right(string schema, string body) => Assert.Empty(Document.Problems(schema, JsonNode.Parse(body)!));

    [Theory]
    [InlineData("POST", "/api/v10/channels/1/massages", "", "{}")]
    [InlineData("PUT", "/api/v10/channels/1/messages", "", """{"content":"x"}""")]
    [InlineData("GET", "/api/v10/channels/1/messages", "?limits=5", "")]
    [InlineData("GET", "/api/v10/channels/1/messages", "", "{}")]
    [InlineData("POST", "/api/v10/channels/1/messages", "", "")]
    [InlineData("POST", "/api/v10/channels/1/messages", "", """{"content":7}""")]
    [InlineData("POST", "/api/v10/channels/1/messages", "", "no JSON")]
    [InlineData("POST", "/api/channels/1/messages", "", """{"content":"x"}""")]
    public void The_guard_of_the_fake_server_finds_what_is_wrong(string method, string path, string query, string body) =>
        Assert.NotEmpty(RequestGuard.Problems(Request(method, path, query, body)));

    [Fact]
    public void The_guard_of_the_fake_server_takes_what_is_right()
    {
        Assert.Empty(RequestGuard.Problems(Request("POST", "/api/v10/channels/1/messages", "", """{"content":"x"}""")));
        Assert.Empty(RequestGuard.Problems(Request("PATCH", "/api/v10/webhooks/1/t/messages/@original", "", """{"content":"x"}""")));
        Assert.Empty(RequestGuard.Problems(Request("GET", "/attachments/1/2/a.png", "?ex=1", "")));
    }

    private static Server.RecordedRequest Request(string method, string path, string query, string body) =>
        new(method, path, query, new Dictionary<string, string> { ["Content-Type"] = "application/json" }, System.Text.Encoding.UTF8.GetBytes(body), 0);

    private static JsonNode Json<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) => JsonSerializer.SerializeToNode(value, type)!;
}
