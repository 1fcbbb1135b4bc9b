using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Messages;

namespace ChatVideoBot.Sandbox.Guild;

internal enum ChannelType { GuildText = 0, Dm = 1, GuildCategory = 4, PublicThread = 11 }

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

/// <summary>A channel, a direct message or a thread, and its messages, oldest first. Beyond <see cref="MostMessages"/> the oldest are forgotten.</summary>
internal sealed class ChatChannel
{
    public const int MostMessages = 2000;

    public required ulong Id { get; init; }
    public required ChannelType Type { get; init; }
    public string Name { get; set; } = "";
    public string? Topic { get; set; }
    public int Position { get; set; }
    public bool Nsfw { get; set; }

    /// <summary>Slow mode: how long a person waits between two messages, here and, unless told otherwise, in its new threads; 0 for none.</summary>
    public int SlowModeSeconds { get; set; }
    public int ThreadSlowModeSeconds { get; set; }

    /// <summary>What its new threads take; null for Discord's own.</summary>
    public int? ThreadArchiveMinutes { get; set; }

    /// <summary>Null for a direct message.</summary>
    public Community? Guild { get; init; }

    /// <summary>The category of a channel, the channel of a thread.</summary>
    public ChatChannel? Parent { get; set; }

    /// <summary>The person and the bot who share a direct message; null in a guild.</summary>
    public User? Recipient { get; init; }
    public Application? Application { get; init; }

    /// <summary>What only a thread has.</summary>
    public ThreadLife? Thread { get; init; }
    public List<Overwrite> Overwrites { get; } = [];

    /// <summary>When somebody last wrote here or opened a thread: slow mode counts from it.</summary>
    public Dictionary<(ulong User, bool Thread), DateTimeOffset> LastWrites { get; } = [];
    public List<Message> Messages { get; } = [];
    public bool IsDm => Type == ChannelType.Dm;
    public bool IsThread => Thread is not null;

    /// <summary>What sending a message here needs.</summary>
    public Permission SendPermission => IsThread ? Permission.SendMessagesInThreads : Permission.SendMessages;

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
        var json = new JsonObject { ["id"] = Id.ToString(), ["type"] = (int)Type, ["flags"] = 0 };
        if (Type != ChannelType.GuildCategory)
            json["last_message_id"] = Messages.LastOrDefault(m => m.EphemeralFor is null)?.Id.ToString();
        if (Recipient is { } recipient)
        {
            json["recipients"] = new JsonArray(recipient.ToJson());
            return json;
        }
        json["guild_id"] = Guild!.Id.ToString();
        json["name"] = Name;
        json["parent_id"] = Parent?.Id.ToString();
        if (Thread is { } thread)
        {
            thread.WriteTo(json, this);
            return json;
        }
        json["position"] = Position;
        json["permission_overwrites"] = new JsonArray([.. Overwrites.Select(o => o.ToJson())]);
        if (Type == ChannelType.GuildCategory)
            return json;
        json["topic"] = Topic;
        json["nsfw"] = Nsfw;
        json["rate_limit_per_user"] = SlowModeSeconds;
        json["default_thread_rate_limit_per_user"] = ThreadSlowModeSeconds;
        if (ThreadArchiveMinutes is { } minutes)
            json["default_auto_archive_duration"] = minutes;
        json["last_pin_timestamp"] = null;
        return json;
    }
}
