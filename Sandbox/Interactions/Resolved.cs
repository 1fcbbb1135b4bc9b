using System.Globalization;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Files;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Interactions;

/// <summary>
/// The <c>resolved</c> objects of an interaction. Each method takes an id as entered, and returns the id to send, or null
/// when there is no such thing.
/// </summary>
internal sealed class Resolved(House house, AttachmentStore files, Application bot, User viewer, ChatChannel channel, IReadOnlyList<UploadedFile> uploads)
{
    public JsonObject Json { get; } = [];

    public string? User(string? id)
    {
        if (!Snowflakes.TryParse(id, out var parsed) || house.FindUser(parsed) is not { } user)
            return null;
        if (channel.Guild is not { } guild)
        {
            Put("users", id!, user.ToJson());
            return id;
        }
        if (guild.FindMember(parsed) is not { } member)
            return null;
        Put("users", id!, user.ToJson());
        var partial = member.ToJson(withUser: false);
        partial.Remove("deaf");
        partial.Remove("mute");
        partial["permissions"] = ((ulong)house.PermissionsOf(parsed, channel)).ToString();
        Put("members", id!, partial);
        return id;
    }

    public string? Role(string? id)
    {
        if (channel.Guild?.Roles.Find(r => r.Id.ToString() == id) is not { } role)
            return null;
        Put("roles", id!, role.ToJson());
        return id;
    }

    public string? Channel(string? id)
    {
        if (channel.Guild?.Channels.Find(c => c.Id.ToString() == id) is not { } found)
            return null;
        var json = found.ToJson();
        json.Remove("permission_overwrites");
        json["app_permissions"] = ((ulong)house.PermissionsOf(bot.Id, found)).ToString();
        json["permissions"] = ((ulong)house.PermissionsOf(viewer.Id, found)).ToString();
        Put("channels", id!, json);
        return id;
    }

    public string? Upload(string? number)
    {
        if (uploads.FirstOrDefault(f => f.Number.ToString(CultureInfo.InvariantCulture) == number) is not { } upload)
            return null;
        var file = files.Add(channel.Id, upload, ephemeral: true);
        Put("attachments", file.Id.ToString(), files.ToJson(file));
        return file.Id.ToString();
    }

    public void Put(string kind, string id, JsonObject json) => ((JsonObject)(Json[kind] ??= new JsonObject()))[id] = json;
}
