using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Faults;
using ChatVideoBot.Sandbox.Gateway;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Messages;
using ChatVideoBot.Sandbox.Page;
using ChatVideoBot.Sandbox.Rest;

namespace ChatVideoBot.Sandbox.Interactions;

/// <summary>Starts interactions, finds them by token and ends those that nobody answers. Called under the house's lock.</summary>
internal sealed class InteractionDesk(House house, GatewayHub gateway, MessageWriter writer, PageHub pages, Alarms alarms)
{
    private const int MostKept = 2000;
    private readonly Dictionary<ulong, Interaction> _byId = [];
    private readonly Dictionary<string, Interaction> _byToken = [];
    private readonly Queue<Interaction> _order = new();

    /// <summary>A token in the shape of Discord's: long, and safe in a path.</summary>
    public static string NewToken(ulong id) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"interaction:{id}:{RandomNumberGenerator.GetHexString(96)}"));

    public void Start(Interaction interaction)
    {
        _byId[interaction.Id] = interaction;
        _byToken[interaction.Token] = interaction;
        _order.Enqueue(interaction);
        if (_order.Count > MostKept && _order.Dequeue() is var old)
        {
            _byId.Remove(old.Id);
            _byToken.Remove(old.Token);
        }
        gateway.DispatchTo(interaction.Bot, "INTERACTION_CREATE", Intents.None, interaction.Channel.Guild, _ => ToJson(interaction));
        alarms.At(interaction.CreatedAt + Interaction.AnswerWithin, () => EndUnanswered(interaction));
        alarms.At(interaction.CreatedAt + Interaction.TokenLifetime, () => EndUnfinished(interaction));
    }

    /// <summary>For the first answer: 10062 when it is unknown, or three seconds have passed without one.</summary>
    public Interaction FindToAnswer(ulong id, string token)
    {
        if (!_byId.TryGetValue(id, out var interaction) || interaction.Token != token)
            throw ApiError.UnknownInteraction();
        if (interaction.Answer is not null)
            throw ApiError.AlreadyAcknowledged();
        return house.Time.GetUtcNow() - interaction.CreatedAt > Interaction.AnswerWithin ? throw ApiError.UnknownInteraction() : interaction;
    }

    /// <summary>For edits and follow-ups: 10015 when unknown or not answered yet, 50027 after fifteen minutes.</summary>
    public Interaction FindAnswered(ulong application, string token)
    {
        if (!_byToken.TryGetValue(token, out var interaction) || interaction.Bot.Id != application)
            throw ApiError.UnknownWebhook();
        if (house.Time.GetUtcNow() - interaction.CreatedAt >= Interaction.TokenLifetime)
            throw ApiError.WrongWebhookToken();
        return interaction.Answer is null ? throw ApiError.UnknownWebhook() : interaction;
    }

    /// <summary>The newest form that is open for the user.</summary>
    public Interaction? FindModal(ulong user, string? customId) =>
        _order.Reverse().FirstOrDefault(i => i.User.Id == user && i.Modal?["custom_id"]?.ToString() == customId);

    public void Succeeded(Interaction interaction) =>
        pages.SendTo(interaction.User.Id, "INTERACTION_SUCCESS", new JsonObject { ["id"] = interaction.Id.ToString() });

    public JsonObject ToJson(Interaction interaction)
    {
        var json = new JsonObject
        {
            ["version"] = 1,
            ["type"] = (int)interaction.Type,
            ["token"] = interaction.Token,
            ["id"] = interaction.Id.ToString(),
            ["application_id"] = interaction.Bot.Id.ToString(),
            ["channel_id"] = interaction.Channel.Id.ToString(),
            ["channel"] = PartialChannel(interaction),
            ["data"] = interaction.Data.DeepClone(),
            ["locale"] = "en-US",
            ["app_permissions"] = ((ulong)house.PermissionsOf(interaction.Bot.Id, interaction.Channel)).ToString(),
            ["entitlements"] = new JsonArray(),
            ["entitlement_sku_ids"] = new JsonArray(),
            ["authorizing_integration_owners"] = interaction.Owners(),
            ["context"] = interaction.Channel.IsDm ? 1 : 0,
            ["attachment_size_limit"] = house.Options.AttachmentSizeLimitBytes,
        };
        if (interaction.Channel.Guild is not { } guild)
            json["user"] = interaction.User.ToJson();
        else
        {
            json["guild_id"] = guild.Id.ToString();
            json["guild_locale"] = "en-US";
            json["guild"] = new JsonObject { ["id"] = guild.Id.ToString(), ["locale"] = "en-US", ["features"] = new JsonArray() };
            json["member"] = guild.FindMember(interaction.User.Id)!.ToJson(withUser: true);
            json["member"]!["permissions"] = ((ulong)house.PermissionsOf(interaction.User.Id, interaction.Channel)).ToString();
        }
        if (interaction.Source is { } source)
            json["message"] = writer.Write(source, interaction.Bot.Id);
        return json;
    }

    private JsonObject PartialChannel(Interaction interaction)
    {
        var json = interaction.Channel.ToJson();
        json.Remove("permission_overwrites");
        if (!interaction.Channel.IsDm)
            json["permissions"] = ((ulong)house.PermissionsOf(interaction.User.Id, interaction.Channel)).ToString();
        return json;
    }

    private void EndUnanswered(Interaction interaction)
    {
        if (interaction.Answer is not null)
            return;
        interaction.Choices?.TrySetResult(null);
        Fail(interaction);
    }

    // A deferred answer that never came stays "thinking" until its token dies.
    private void EndUnfinished(Interaction interaction)
    {
        interaction.Modal = null;
        if (interaction.Original is { } original && original.Flags.HasFlag(MessageFlags.Loading))
            Fail(interaction);
    }

    private void Fail(Interaction interaction) => pages.SendTo(interaction.User.Id, "INTERACTION_FAILURE", new JsonObject
    {
        ["id"] = interaction.Id.ToString(),
        ["reason"] = "The application did not respond",
    });
}
