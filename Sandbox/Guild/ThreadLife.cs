using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Guild;

/// <summary>What a public thread has besides a channel (docs: topics/threads).</summary>
internal sealed class ThreadLife
{
    public required User Owner { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last archived or taken out of the archive.</summary>
    public required DateTimeOffset ChangedAt { get; set; }
    public int AutoArchiveMinutes { get; set; } = 4320;
    public bool Archived { get; set; }
    public bool Locked { get; set; }

    /// <summary>Who joined, and when.</summary>
    public Dictionary<ulong, DateTimeOffset> Joined { get; } = [];

    public void WriteTo(JsonObject json, ChatChannel thread)
    {
        json["owner_id"] = Owner.Id.ToString();
        json["thread_metadata"] = new JsonObject
        {
            ["archived"] = Archived,
            ["archive_timestamp"] = Iso.Write(ChangedAt),
            ["auto_archive_duration"] = AutoArchiveMinutes,
            ["locked"] = Locked,
            ["create_timestamp"] = Iso.Write(CreatedAt),
        };
        json["message_count"] = Math.Min(50, thread.Messages.Count);
        json["total_message_sent"] = thread.Messages.Count;
        json["member_count"] = Math.Min(50, Joined.Count);
        json["rate_limit_per_user"] = thread.SlowModeSeconds;
        json["last_pin_timestamp"] = null;
    }

    /// <param name="withMember">Whether who it is in the guild stands in it as well.</param>
    public JsonObject MemberToJson(ChatChannel thread, ulong user, bool withMember = false)
    {
        var json = new JsonObject
        {
            ["id"] = thread.Id.ToString(),
            ["user_id"] = user.ToString(),
            ["join_timestamp"] = Iso.Write(Joined[user]),
            ["flags"] = 0,
        };
        if (withMember && thread.Guild!.FindMember(user) is { } member)
            json["member"] = member.ToJson(withUser: true);
        return json;
    }
}
