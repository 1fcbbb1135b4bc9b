using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>A refusal in Discord's shape: <c>{"code", "message", "errors"?}</c>.</summary>
internal sealed class ApiError(int status, int code, string message, JsonObject? errors = null) : Exception(message)
{
    public int Status => status;
    public int Code => code;

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["message"] = Message, ["code"] = code };
        if (errors is not null)
            json["errors"] = errors.DeepClone();
        return json;
    }

    public static ApiError Unauthorized() => new(401, 0, "401: Unauthorized");
    public static ApiError NotFound() => new(404, 0, "404: Not Found");
    public static ApiError MethodNotAllowed() => new(405, 0, "405: Method Not Allowed");
    public static ApiError UnknownChannel() => new(404, 10003, "Unknown Channel");
    public static ApiError UnknownGuild() => new(404, 10004, "Unknown Guild");
    public static ApiError UnknownMember() => new(404, 10007, "Unknown Member");
    public static ApiError UnknownOverwrite() => new(404, 10009, "Unknown Overwrite");
    public static ApiError UnknownMessage() => new(404, 10008, "Unknown Message");
    public static ApiError UnknownRole() => new(404, 10011, "Unknown Role");
    public static ApiError UnknownUser() => new(404, 10013, "Unknown User");
    public static ApiError UnknownEmoji() => new(400, 10014, "Unknown Emoji");
    public static ApiError UnknownWebhook() => new(404, 10015, "Unknown Webhook");
    public static ApiError UnknownInteraction() => new(404, 10062, "Unknown interaction");
    public static ApiError UnknownCommand() => new(404, 10063, "Unknown application command");
    public static ApiError TooLarge() => new(413, 40005, "Request entity too large");
    public static ApiError NotInVoice() => new(400, 40032, "Target user is not connected to voice.");
    public static ApiError AlreadyAcknowledged() => new(400, 40060, "Interaction has already been acknowledged.");
    public static ApiError MissingAccess() => new(403, 50001, "Missing Access");
    public static ApiError NotTheAuthor() => new(403, 50005, "Cannot edit a message authored by another user");
    public static ApiError EmptyMessage() => new(400, 50006, "Cannot send an empty message");
    public static ApiError CannotMessageUser() => new(403, 50007, "Cannot send messages to this user");
    public static ApiError MissingPermissions() => new(403, 50013, "Missing Permissions");
    public static ApiError WrongWebhookToken() => new(401, 50027, "Invalid Webhook Token");
    public static ApiError ThreadIsArchived() => new(400, 50083, "Thread is archived");
    public static ApiError BadJson() => new(400, 50109, "The request body contains invalid JSON.");
}
