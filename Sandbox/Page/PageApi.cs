using System.Text;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Gateway;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Interactions;
using ChatVideoBot.Sandbox.Messages;
using ChatVideoBot.Sandbox.Rest;

namespace ChatVideoBot.Sandbox.Page;

/// <summary>What the page asks for: the state, messages, interactions. Its events go over <see cref="PageSocket"/>.</summary>
internal sealed class PageApi(House house, MessageDesk messages, Announcer announcer, GatewayHub gateway, InteractionStarter starter, ThreadDesk threads)
{
    private const int MostFiles = 10;
    private const int MostUploads = 4; // of the largest size in one request: memory is bounded

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sandbox/state", context => AnswerAsync(context, (user, _) => State(user)));
        routes.MapGet("/sandbox/channels/{channel}/messages", context => AnswerAsync(context, (user, _) => History(context, user)));
        routes.MapPost("/sandbox/channels/{channel}/messages", context => AnswerAsync(context, (user, body) => Post(context, user, body)));
        routes.MapPost("/sandbox/channels/{channel}/typing", context => AnswerAsync(context, (user, _) =>
        {
            announcer.Typing(ChannelOf(context, user), user);
            return null;
        }));
        routes.MapDelete("/sandbox/messages/{channel}/{id}", context => AnswerAsync(context, (user, _) => Delete(context, user)));
        routes.MapPut("/sandbox/messages/{channel}/{id}/reactions/{emoji}", context => AnswerAsync(context, (user, _) => React(context, user, true)));
        routes.MapDelete("/sandbox/messages/{channel}/{id}/reactions/{emoji}", context => AnswerAsync(context, (user, _) => React(context, user, false)));
        routes.MapPost("/sandbox/interactions", InteractAsync);
        routes.MapPost("/sandbox/channels/{channel}/threads", context => AnswerAsync(context, (user, body) => OpenThread(context, user, body)));
    }

    private JsonObject State(User user) => new()
    {
        ["me"] = user.ToJson(),
        ["users"] = new JsonArray([.. house.People.Select(p => p.ToJson())]),
        ["guild"] = new JsonObject { ["id"] = house.Guilds[0].Id.ToString(), ["name"] = house.Guilds[0].Name },
        ["guilds"] = new JsonArray([.. house.Guilds.Select(g => GuildToJson(g, user))]),
        ["channels"] = ChannelsOf(house.Guilds[0], user),
        ["dms"] = new JsonArray([.. house.DirectMessages.Where(c => c.Recipient == user).Select(ChannelToJson)]),
        ["members"] = MembersOf(house.Guilds[0]),
        ["application"] = ApplicationToJson(house.Applications[0]),
        ["applications"] = new JsonArray([.. house.Applications.Select(ApplicationToJson)]),
        ["commands"] = new JsonArray([.. house.Applications.SelectMany(a => a.Commands.All).Select(c => c.ToJson())]),
        ["attachment_size_limit"] = house.Options.UploadLimitBytes,
    };

    // What the page shows of one guild: threads stand after the channels and name theirs.
    private JsonObject GuildToJson(Community guild, User user) => new()
    {
        ["id"] = guild.Id.ToString(),
        ["name"] = guild.Name,
        ["unavailable"] = guild.Unavailable,
        ["channels"] = ChannelsOf(guild, user),
        ["members"] = MembersOf(guild),
    };

    private JsonArray ChannelsOf(Community guild, User user) => new([.. guild.Channels
        .Where(c => c.Type == ChannelType.GuildText && house.CanView(user.Id, c)).OrderBy(c => c.Position).Select(ChannelToJson)]);

    private JsonArray ThreadsOf(ChatChannel channel) => new([.. (channel.Guild?.Channels ?? [])
        .Where(c => c.Parent == channel && c.IsThread).Select(ChannelToJson)]);

    private static JsonArray MembersOf(Community guild) => new([.. guild.Members.Select(m => new JsonObject
    {
        ["user"] = m.User.ToJson(),
        ["roles"] = new JsonArray([.. m.Roles.Select(r => new JsonObject
        {
            ["id"] = r.Id.ToString(), ["name"] = r.Name, ["color"] = r.Colour,
        })]),
    })]);

    private JsonObject ApplicationToJson(Application application) => new()
    {
        ["id"] = application.Id.ToString(),
        ["name"] = application.Bot.Name,
        ["bot"] = application.Bot.ToJson(),
        ["online"] = gateway.IsOnline(application),
        ["guilds"] = new JsonArray([.. application.Guilds.Select(g => (JsonNode)g.Id.ToString())]),
    };

    private JsonObject ChannelToJson(ChatChannel channel)
    {
        var json = new JsonObject
        {
            ["id"] = channel.Id.ToString(),
            ["name"] = channel.Application?.Bot.Name ?? channel.Name,
            ["type"] = (int)channel.Type,
            ["nsfw"] = channel.Nsfw,
            ["topic"] = channel.IsDm ? "Between you and the bot." : channel.Topic,
        };
        if (channel.Guild is { } guild)
            json["guild_id"] = guild.Id.ToString();
        if (channel.Application is { } application)
            json["application_id"] = application.Id.ToString();
        if (channel.Thread is { } thread)
            (json["parent_id"], json["archived"]) = (channel.Parent!.Id.ToString(), thread.Archived);
        else if (channel.Type == ChannelType.GuildText)
            json["threads"] = ThreadsOf(channel);
        return json;
    }

    private JsonArray History(HttpContext context, User user)
    {
        var limit = int.TryParse(context.Request.Query["limit"], out var wanted) ? Math.Clamp(wanted, 1, 200) : 50;
        return new JsonArray([.. ChannelOf(context, user).Messages.Where(m => announcer.Sees(user.Id, m)).TakeLast(limit)
            .Select(m => announcer.ForPage(m, user.Id))]);
    }

    private JsonObject Post(HttpContext context, User user, RequestBody body)
    {
        var channel = ChannelOf(context, user);
        var may = house.PermissionsOf(user.Id, channel);
        if (!may.HasFlag(channel.SendPermission))
            throw new PageError(403, "You do not have permission to send messages in this channel.");
        SlowMode.Check(house, channel, user, thread: false);
        CheckFiles(house, body);
        var json = body.Json as JsonObject ?? [];
        var draft = MessageForm.Read(new Form(new JsonObject
        {
            ["content"] = json["content"]?.DeepClone(),
            ["message_reference"] = json["message_reference"]?.DeepClone(),
            ["nonce"] = json["nonce"]?.DeepClone(),
        }, new FormErrors()), body.Files, house.Options.UploadLimitBytes, null);
        var message = messages.Create(channel, user, draft);
        SlowMode.Count(house, channel, user, thread: false);
        return announcer.ForPage(message, user.Id);
    }

    private JsonObject OpenThread(HttpContext context, User user, RequestBody body)
    {
        var channel = ChannelOf(context, user);
        if (channel.Type != ChannelType.GuildText || !house.PermissionsOf(user.Id, channel).HasFlag(Permission.CreatePublicThreads))
            throw new PageError(403, "You cannot open a thread here.");
        SlowMode.Check(house, channel, user, thread: true);
        var form = new Form(body.Json as JsonObject ?? [], new FormErrors());
        var name = form.Text("name", 1, 100, required: true);
        var from = form.Snowflake("message_id") is { } id ? channel.Find(id) ?? throw new PageError(404, "There is no such message.") : null;
        form.Errors.ThrowIfAny();
        var thread = threads.Open(channel, user, name!, null, from);
        SlowMode.Count(house, channel, user, thread: true);
        return ChannelToJson(thread);
    }

    private JsonObject? Delete(HttpContext context, User user)
    {
        var message = MessageOf(context, user);
        if (message.EphemeralFor is null && message.Author.Id != user.Id
            && !house.PermissionsOf(user.Id, message.Channel).HasFlag(Permission.ManageMessages))
            throw new PageError(403, "You can only delete your own messages.");
        if (message.EphemeralFor is null)
            messages.Delete(message);
        else
            messages.Dismiss(message);
        return null;
    }

    private JsonObject? React(HttpContext context, User user, bool add)
    {
        var message = MessageOf(context, user);
        var emoji = context.Request.RouteValues["emoji"]?.ToString() ?? "";
        if (emoji.Length is 0 or > 32 || emoji.All(char.IsAscii) || message.EphemeralFor is not null)
            throw new PageError(400, "That cannot be a reaction.");
        if (add)
            messages.React(message, user, emoji);
        else
            messages.Unreact(message, user, emoji);
        return null;
    }

    private async Task InteractAsync(HttpContext context)
    {
        Interaction? started = null;
        await AnswerAsync(context, (user, body) =>
        {
            CheckFiles(house, body);
            started = starter.Start(user, body.Json as JsonObject ?? throw new PageError(400, "payload_json is missing."), body.Files);
            var id = started.Id.ToString();
            return started.Choices is null ? new JsonObject { ["id"] = id, ["nonce"] = body.Json!["nonce"]?.DeepClone() ?? id } : null;
        }, async () => started?.Choices is not { } choices ? null
            : await choices.Task is { } found ? new JsonObject { ["id"] = started.Id.ToString(), ["choices"] = found.DeepClone() }
            : throw new PageError(408, "Loading options failed"));
    }

    /// <summary>Runs a request under the lock and writes what it returns; null writes 204.</summary>
    private async Task AnswerAsync(HttpContext context, Func<User, RequestBody, JsonNode?> handle, Func<Task<JsonNode?>>? then = null)
    {
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            var body = await RequestBody.ReadAsync(context, MostUploads * house.Options.UploadLimitBytes + (1 << 20));
            JsonNode? answer;
            lock (house.Gate)
                answer = handle(UserOf(house, context), body);
            if (answer is null && then is not null)
                answer = await then();
            await WriteAsync(context, answer is null ? 204 : 200, answer);
        }
        catch (PageError e)
        {
            await WriteAsync(context, e.Status, new JsonObject { ["message"] = e.Message });
        }
        catch (ApiError e)
        {
            var json = e.ToJson();
            if (e.Code == 40005)
                json["message"] = TooPowerful(house);
            await WriteAsync(context, e.Status, json);
        }
    }

    private static async Task WriteAsync(HttpContext context, int status, JsonNode? body)
    {
        context.Response.StatusCode = status;
        if (body is null)
            return;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body.ToJsonString(Wire.Json)), context.RequestAborted);
    }

    /// <summary>Who sits at the page: the user of the query; the owner when none is named.</summary>
    public static User UserOf(House house, HttpContext context) => context.Request.Query["user"].FirstOrDefault() is not { Length: > 0 } id
        ? house.Owner
        : (Snowflakes.TryParse(id, out var known) ? house.FindPerson(known) : null) ?? throw new PageError(404, $"There is no user {id}.");

    private static void CheckFiles(House house, RequestBody body)
    {
        if (body.Files.Count > MostFiles)
            throw new PageError(400, $"You can only upload {MostFiles} files at a time.");
        if (body.Files.Any(f => f.Bytes.Length > house.Options.UploadLimitBytes))
            throw new PageError(413, TooPowerful(house));
    }

    private static string TooPowerful(House house) => $"Your files are too powerful! Max file size: {house.Options.UploadLimitBytes >> 20} MiB.";

    private ChatChannel ChannelOf(HttpContext context, User user) =>
        Snowflakes.TryParse(context.Request.RouteValues["channel"]?.ToString(), out var id) && house.FindChannel(id) is { } channel
            && channel.Type != ChannelType.GuildCategory && house.CanView(user.Id, channel)
            ? channel : throw new PageError(404, "There is no such channel, or you cannot see it.");

    private Message MessageOf(HttpContext context, User user) =>
        Snowflakes.TryParse(context.Request.RouteValues["id"]?.ToString(), out var id) && ChannelOf(context, user).Find(id) is { } message
            && announcer.Sees(user.Id, message)
            ? message : throw new PageError(404, "There is no such message.");
}
