using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Commands;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Page;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>Registration of commands, global and of guilds.</summary>
internal sealed class CommandRoutes(House house, PageHub pages)
{
    public void AddTo(ApiRouter router)
    {
        const string global = "/applications/{application}/commands", ofGuild = "/applications/{application}/guilds/{guild}/commands";
        foreach (var (prefix, guild) in ((string, bool)[])[(global, false), (ofGuild, true)])
        {
            router.Add("GET", prefix, Checked(List));
            router.Add("POST", prefix, Checked(Create), Limit.Commands);
            router.Add("PUT", prefix, Checked(Overwrite), Limit.Commands);
            if (guild)
            {
                router.Add("GET", $"{prefix}/permissions", Checked((_, _) => Answer.Ok(new JsonArray())));
                router.Add("GET", $"{prefix}/{{command}}/permissions", Checked((call, at) =>
                {
                    CommandOf(call, at);
                    throw new ApiError(404, 10066, "Unknown application command permissions"); // nobody has set any
                }));
                router.Add("PUT", $"{prefix}/{{command}}/permissions", Checked((_, _) =>
                    throw new ApiError(403, 20001, "Bots cannot use this endpoint"))); // it needs a Bearer token
            }
            router.Add("GET", $"{prefix}/{{command}}", Checked((call, guild) => Answer.Ok(CommandOf(call, guild).ToJson())));
            router.Add("PATCH", $"{prefix}/{{command}}", Checked(Change), Limit.Commands);
            router.Add("DELETE", $"{prefix}/{{command}}", Checked(Delete), Limit.Commands);
        }
    }

    private static Answer List(ApiCall call, ulong? guild) =>
        Answer.Ok(new JsonArray([.. call.Bot.Commands.Of(guild).Select(command => Json(call, command))]));

    private static JsonObject Json(ApiCall call, Command command)
    {
        var json = command.ToJson();
        if (!call.QueryFlag("with_localizations"))
            RemoveLocalizations(json);
        return json;
    }

    private static void RemoveLocalizations(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
                RemoveLocalizations(item);
        }
        else if (node is JsonObject json)
        {
            json.Remove("name_localizations");
            json.Remove("description_localizations");
            RemoveLocalizations(json["options"]);
            RemoveLocalizations(json["choices"]);
        }
    }

    /// <summary>Only the bot's own application, and only a guild that it is in.</summary>
    private static Func<ApiCall, Answer> Checked(Func<ApiCall, ulong?, Answer> handle) => call =>
    {
        if (call.Id("application") != call.Bot.Id)
            throw new ApiError(403, 20012, "You are not authorized to perform this action on this application");
        if (!call.Has("guild"))
            return handle(call, null);
        var guild = call.Id("guild");
        return call.Bot.Guilds.Exists(g => g.Id == guild) ? handle(call, guild) : throw ApiError.MissingAccess();
    };

    private Answer Create(ApiCall call, ulong? guild)
    {
        var form = call.Form;
        var body = CommandForm.Read(form, guild is not null);
        form.Errors.ThrowIfAny();
        var old = call.Bot.Commands.Find(guild, TypeOf(body), NameOf(body));
        if (old is null)
        {
            CheckCount(TypeOf(body), call.Bot.Commands.Of(guild).Count(c => c.Type == TypeOf(body)) + 1);
            CountCreates(call.Bot, guild, 1);
        }
        var command = Put(call.Bot, guild, body, old);
        Tell();
        return new Answer(old is null ? 201 : 200, command.ToJson());
    }

    private Answer Overwrite(ApiCall call, ulong? guild)
    {
        if (call.Json is not JsonArray list)
            throw FormErrors.Of("", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
        var errors = new FormErrors();
        var seen = new HashSet<(int, string)>();
        var bodies = new List<JsonObject>();
        var ids = new List<ulong?>();
        foreach (var (i, item) in list.Index())
        {
            if (item is not JsonObject one)
            {
                errors.Add($"{i}", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
                continue;
            }
            var form = new Form(one, errors, $"{i}");
            var body = CommandForm.Read(form, guild is not null);
            bodies.Add(body);
            ids.Add(form.Snowflake("id"));
            if (body["name"] is not null && !seen.Add((TypeOf(body), NameOf(body))))
                errors.Add($"{i}", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique");
        }
        errors.ThrowIfAny();
        foreach (var type in (int[])[1, 2, 3])
            CheckCount(type, bodies.Count(b => TypeOf(b) == type));

        var olds = Olds(call.Bot, guild, bodies, ids);
        CountCreates(call.Bot, guild, olds.Count(old => old is null)); // before anything is removed: all of it happens, or nothing

        foreach (var gone in call.Bot.Commands.Of(guild).Except(olds).ToArray())
            call.Bot.Commands.Remove(gone!);
        var answer = new JsonArray([.. bodies.Zip(olds, (body, old) => Put(call.Bot, guild, body, old).ToJson())]);
        Tell();
        return Answer.Ok(answer);
    }

    /// <summary>What each body replaces: the command of its id, which it may rename, else that of its name; null where it is new.</summary>
    private static Command?[] Olds(Application bot, ulong? guild, IReadOnlyList<JsonObject> bodies, IReadOnlyList<ulong?> ids)
    {
        var olds = new Command?[bodies.Count];
        foreach (var (i, body) in bodies.Index())
        {
            if (ids[i] is { } id && bot.Commands.Find(id) is { } command && command.Guild == guild && command.Type == TypeOf(body) && !olds.Contains(command))
                olds[i] = command;
        }
        foreach (var (i, body) in bodies.Index())
        {
            if (olds[i] is null && bot.Commands.Find(guild, TypeOf(body), NameOf(body)) is { } named && !olds.Contains(named))
                olds[i] = named;
        }
        return olds;
    }

    private Answer Change(ApiCall call, ulong? guild)
    {
        var command = CommandOf(call, guild);
        var merged = (JsonObject)command.Body.DeepClone();
        foreach (var (name, value) in call.Form.Json)
            merged[name] = value?.DeepClone();
        merged["type"] = command.Type;
        var form = new Form(merged, new FormErrors());
        var body = CommandForm.Read(form, guild is not null);
        form.Errors.ThrowIfAny();
        if (call.Bot.Commands.Find(guild, command.Type, NameOf(body)) is { } other && other.Id != command.Id)
            throw FormErrors.Of("", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique");
        body["version"] = house.Snowflakes.Next().ToString();
        var changed = command with { Name = NameOf(body), Body = body };
        call.Bot.Commands.Put(changed);
        Tell();
        return Answer.Ok(changed.ToJson());
    }

    private Answer Delete(ApiCall call, ulong? guild)
    {
        call.Bot.Commands.Remove(CommandOf(call, guild));
        Tell();
        return Answer.NoContent;
    }

    private Command Put(Application bot, ulong? guild, JsonObject body, Command? old)
    {
        body["version"] = house.Snowflakes.Next().ToString();
        var command = new Command(old?.Id ?? house.Snowflakes.Next(), bot.Id, guild, TypeOf(body), NameOf(body), body);
        bot.Commands.Put(command);
        return command;
    }

    private void CountCreates(Application bot, ulong? guild, int names)
    {
        if (!bot.Commands.CountCreates(guild, names, house.Time.GetUtcNow()))
            throw new ApiError(400, 30034, $"Max number of daily application command creates has been reached ({CommandBook.CreatesPerDay})");
    }

    private static void CheckCount(int type, int count)
    {
        var most = type == 1 ? 100 : 15;
        if (count > most)
            throw new ApiError(400, 30032, $"Maximum number of application commands reached ({most})");
    }

    private static Command CommandOf(ApiCall call, ulong? guild) =>
        call.Bot.Commands.Find(call.Id("command")) is { } command && command.Guild == guild ? command : throw ApiError.UnknownCommand();

    private void Tell() => pages.Send("COMMANDS_UPDATE", _ => new JsonObject
    {
        ["commands"] = new JsonArray([.. house.Applications.SelectMany(a => a.Commands.All).Select(c => c.ToJson())]),
    });

    private static int TypeOf(JsonObject body) => body["type"]!.GetValue<int>();

    private static string NameOf(JsonObject body) => body["name"]?.GetValue<string>() ?? "";
}
