using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Messages;

namespace ChatVideoBot.Sandbox.Guild;

internal enum ChannelType { GuildText = 0, Dm = 1, GuildCategory = 4 }

/// <summary>A permission overwrite of a channel for a role or a member.</summary>
internal sealed record Overwrite(ulong Id, bool OfMember, Permission Allow, Permission Deny)
{
    public JsonObject ToJson() => new()
    {
        ["id"] = Id.ToString(),
        ["type"] = OfMember ? 1 : 0,
        ["allow"] = ((ulong)Allow).ToString(),
        ["deny"] = ((ulong)Deny).ToString(),
    };
}

/// <summary>A channel and its messages, oldest first. Beyond <see cref="MostMessages"/> the oldest are forgotten.</summary>
internal sealed class ChatChannel
{
    public const int MostMessages = 2000;

    public required ulong Id { get; init; }
    public required ChannelType Type { get; init; }
    public string Name { get; init; } = "";
    public string? Topic { get; init; }
    public int Position { get; init; }
    public bool Nsfw { get; init; }

    /// <summary>The person who shares a direct message with the bot; null in the guild.</summary>
    public User? Recipient { get; init; }
    public List<Overwrite> Overwrites { get; } = [];
    public List<Message> Messages { get; } = [];
    public bool IsDm => Type == ChannelType.Dm;

    public Message? Find(ulong id)
    {
        var at = IndexOf(id);
        return at >= 0 ? Messages[at] : null;
    }

    /// <summary>The index of the message, or the complement of where it would stand.</summary>
    public int IndexOf(ulong id)
    {
        int low = 0, high = Messages.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var other = Messages[middle].Id;
            if (other == id)
                return middle;
            if (other < id)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return ~low;
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["id"] = Id.ToString(),
            ["type"] = (int)Type,
            ["flags"] = 0,
            ["last_message_id"] = Messages.LastOrDefault(m => m.EphemeralFor is null)?.Id.ToString(),
        };
        if (Recipient is { } recipient)
        {
            json["recipients"] = new JsonArray(recipient.ToJson());
            return json;
        }
        json["guild_id"] = WellKnown.Guild.ToString();
        json["name"] = Name;
        json["position"] = Position;
        json["permission_overwrites"] = new JsonArray([.. Overwrites.Select(o => o.ToJson())]);
        json["parent_id"] = Type == ChannelType.GuildCategory ? null : WellKnown.Category.ToString();
        if (Type == ChannelType.GuildCategory)
            return json;
        json["topic"] = Topic;
        json["nsfw"] = Nsfw;
        json["rate_limit_per_user"] = 0;
        json["default_thread_rate_limit_per_user"] = 0;
        json["last_pin_timestamp"] = null;
        return json;
    }
}
