using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Messages;

namespace ChatVideoBot.Sandbox.Interactions;

internal enum InteractionType { Ping = 1, Command = 2, Component = 3, Autocomplete = 4, ModalSubmit = 5 }

internal enum AnswerType
{
    Pong = 1, Message = 4, DeferredMessage = 5, DeferredUpdate = 6, Update = 7, Autocomplete = 8, Modal = 9,
}

/// <summary>One interaction from its start until its token dies.</summary>
internal sealed class Interaction
{
    /// <summary>How long the first answer may take.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    /// <summary>How long the token works for edits and follow-ups.</summary>
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(15);

    public required ulong Id { get; init; }
    public required string Token { get; init; }
    public required InteractionType Type { get; init; }
    public required Application Bot { get; init; }
    public required User User { get; init; }
    public required ChatChannel Channel { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The <c>data</c> object as the bot gets it.</summary>
    public required JsonObject Data { get; init; }

    /// <summary>The message whose component was used, also by the form opened from it.</summary>
    public Message? Source { get; init; }

    /// <summary>The interaction that opened the form which this one submits.</summary>
    public Interaction? Opener { get; init; }

    /// <summary>1 slash, 2 user, 3 message; for commands.</summary>
    public int CommandType { get; init; }

    /// <summary>"imagine", or with its subcommands "queue pause".</summary>
    public string? CommandName { get; init; }
    public ulong? TargetId { get; init; }

    /// <summary>The target of a user command.</summary>
    public User? TargetUser { get; init; }

    /// <summary>The first answer; null until it came.</summary>
    public AnswerType? Answer { get; set; }

    /// <summary>What <c>@original</c> is: the answer, or after an update the message whose component was used.</summary>
    public Message? Original { get; set; }
    public List<Message> FollowUps { get; } = [];

    /// <summary>The open form, as the page shows it; null when none, or once submitted.</summary>
    public JsonObject? Modal { get; set; }

    /// <summary>Completed by the answer to an autocomplete, or with null when none came in time.</summary>
    public TaskCompletionSource<JsonArray?>? Choices { get; init; }

    /// <summary>The <c>interaction_metadata</c> of the messages it makes.</summary>
    /// <param name="followUp">Whether it is for a follow-up, which names the first answer.</param>
    public JsonObject Metadata(bool followUp = false)
    {
        var json = new JsonObject
        {
            ["id"] = Id.ToString(),
            ["type"] = (int)Type,
            ["user"] = User.ToJson(),
            ["authorizing_integration_owners"] = Owners(),
        };
        if (Type == InteractionType.Command)
        {
            if (TargetUser is { } target)
                json["target_user"] = target.ToJson();
            if (TargetId is { } message && CommandType == 3)
                json["target_message_id"] = message.ToString();
        }
        if (followUp && Original is { } original)
            json["original_response_message_id"] = original.Id.ToString();
        if (Type == InteractionType.Component && Source is { } source)
            json["interacted_message_id"] = source.Id.ToString();
        if (Type == InteractionType.ModalSubmit && Opener is { } opener)
            json["triggering_interaction_metadata"] = opener.Metadata();
        return json;
    }

    public JsonObject Owners() => new() { ["0"] = Channel.Guild?.Id.ToString() ?? "0" };
}
