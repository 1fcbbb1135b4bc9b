using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Commands;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Page;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>Registration of commands, global and of the guild.</summary>
internal sealed class CommandRoutes(House house, PageHub pages)
{
    public void AddTo(ApiRouter router)
    {
        const string global = "/applications/{application}/commands", ofGuild = "/applications/{application}/guilds/{guild}/commands";
        foreach (var (prefix, guild) in ((string, bool)[])[(global, false), (ofGuild, true)])
        {
            router.Add("GET", prefix, call => Checked(call, () => List(call, guild)));
            router.Add("POST", prefix, call => Checked(call, () => Create(call, guild)), Limit.Commands);
            router.Add("PUT", prefix, call => Checked(call, () => Overwrite(call, guild)), Limit.Commands);
            if (guild)
                router.Add("GET", $"{prefix}/permissions", call => Checked(call, () => Answer.Ok(new JsonArray())));
            router.Add("GET", $"{prefix}/{{command}}", call => Checked(call, () => Answer.Ok(CommandOf(call, guild).ToJson())));
            router.Add("PATCH", $"{prefix}/{{command}}", call => Checked(call, () => Change(call, guild)), Limit.Commands);
            router.Add("DELETE", $"{prefix}/{{command}}", call => Checked(call, () => Delete(call, guild)), Limit.Commands);
        }
    }

    private Answer List(ApiCall call, bool guild) =>
        Answer.Ok(new JsonArray([.. house.Commands.Of(guild).Select(command => Json(call, command))]));

    private static JsonObject Json(ApiCall call, Command command)
    {
        var json = command.ToJson();
        if (!call.QueryFlag("with_localizations"))
        {
            json.Remove("name_localizations");
            json.Remove("description_localizations");
        }
        return json;
    }

    private static Answer Checked(ApiCall call, Func<Answer> handle)
    {
        if (call.Id("application") != WellKnown.Application)
            throw new ApiError(403, 20012, "You are not authorized to perform this action on this application");
        return !call.Has("guild") || call.Id("guild") == WellKnown.Guild ? handle() : throw ApiError.MissingAccess();
    }

    private Answer Create(ApiCall call, bool guild)
    {
        var form = call.Form;
        var body = CommandForm.Read(form, guild);
        form.Errors.ThrowIfAny();
        var existed = house.Commands.Find(guild, TypeOf(body), NameOf(body)) is not null;
        var command = Put(guild, body);
        CheckCounts(guild, command);
        Tell();
        return new Answer(existed ? 200 : 201, command.ToJson());
    }

    private Answer Overwrite(ApiCall call, bool guild)
    {
        if (call.Json is not JsonArray list)
            throw FormErrors.Of("", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
        var errors = new FormErrors();
        var seen = new HashSet<(int, string)>();
        var bodies = new List<JsonObject>();
        foreach (var (i, item) in list.Index())
        {
            if (item is not JsonObject one)
            {
                errors.Add($"{i}", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
                continue;
            }
            var body = CommandForm.Read(new Form(one, errors, $"{i}"), guild);
            bodies.Add(body);
            if (body["name"] is not null && !seen.Add((TypeOf(body), NameOf(body))))
                errors.Add($"{i}", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique");
        }
        errors.ThrowIfAny();
        foreach (var type in (int[])[1, 2, 3])
            CheckCount(type, bodies.Count(b => TypeOf(b) == type));

        foreach (var gone in house.Commands.Of(guild).Where(c => !seen.Contains((c.Type, c.Name))).ToArray())
            house.Commands.Remove(gone);
        var answer = new JsonArray([.. bodies.Select(body => Put(guild, body).ToJson())]);
        Tell();
        return Answer.Ok(answer);
    }

    private Answer Change(ApiCall call, bool guild)
    {
        var command = CommandOf(call, guild);
        var merged = (JsonObject)command.Body.DeepClone();
        foreach (var (name, value) in call.Form.Json)
            merged[name] = value?.DeepClone();
        merged["type"] = command.Type;
        var form = new Form(merged, new FormErrors());
        var body = CommandForm.Read(form, guild);
        form.Errors.ThrowIfAny();
        if (house.Commands.Find(guild, command.Type, NameOf(body)) is { } other && other.Id != command.Id)
            throw FormErrors.Of("", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique");
        body["version"] = house.Snowflakes.Next().ToString();
        var changed = command with { Name = NameOf(body), Body = body };
        house.Commands.Put(changed);
        Tell();
        return Answer.Ok(changed.ToJson());
    }

    private Answer Delete(ApiCall call, bool guild)
    {
        house.Commands.Remove(CommandOf(call, guild));
        Tell();
        return Answer.NoContent;
    }

    private Command Put(bool guild, JsonObject body)
    {
        var old = house.Commands.Find(guild, TypeOf(body), NameOf(body));
        if (old is null && !house.Commands.CountCreate(guild, house.Time.GetUtcNow()))
            throw new ApiError(400, 30034, $"Max number of daily application command creates has been reached ({CommandBook.CreatesPerDay})");
        body["version"] = house.Snowflakes.Next().ToString();
        var command = new Command(old?.Id ?? house.Snowflakes.Next(), guild, TypeOf(body), NameOf(body), body);
        house.Commands.Put(command);
        return command;
    }

    private void CheckCounts(bool guild, Command added)
    {
        try
        {
            CheckCount(added.Type, house.Commands.Of(guild).Count(c => c.Type == added.Type));
        }
        catch (ApiError)
        {
            house.Commands.Remove(added);
            throw;
        }
    }

    private static void CheckCount(int type, int count)
    {
        var most = type == 1 ? 100 : 15;
        if (count > most)
            throw new ApiError(400, 30032, $"Maximum number of application commands reached ({most})");
    }

    private Command CommandOf(ApiCall call, bool guild) =>
        house.Commands.Find(call.Id("command")) is { } command && command.OfGuild == guild ? command : throw ApiError.UnknownCommand();

    private void Tell() => pages.Send("COMMANDS_UPDATE", _ => new JsonObject
    {
        ["commands"] = new JsonArray([.. house.Commands.All.Select(c => c.ToJson())]),
    });

    private static int TypeOf(JsonObject body) => body["type"]!.GetValue<int>();

    private static string NameOf(JsonObject body) => body["name"]?.GetValue<string>() ?? "";
}
