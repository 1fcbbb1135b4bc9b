using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Gateway;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Rest;

namespace ChatVideoBot.Sandbox.Page;

/// <summary>Bots and guilds while the sandbox runs: <c>/sandbox/bots</c> and <c>/sandbox/guilds</c>.</summary>
internal sealed class HouseApi(House house, GuildNews news)
{
    private const long MostBytes = 1 << 16;
    private const int MostBots = 100;
    private const int MostGuilds = 10_000;
    private const int MostRules = 10;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sandbox/bots", context => AnswerAsync(context, _ => new JsonArray([.. house.Applications.Select(BotToJson)])));
        routes.MapGet("/sandbox/guilds", context => AnswerAsync(context, _ => new JsonArray([.. house.Guilds.Select(GuildToJson)])));
        routes.MapPost("/sandbox/bots", context => AnswerAsync(context, AddBot));
        routes.MapPost("/sandbox/guilds", context => AnswerAsync(context, AddGuild));
        routes.MapGet("/sandbox/guilds/{guild}/auto-moderation", context => AnswerAsync(context, _ => RulesToJson(GuildOf(context))));
        routes.MapPost("/sandbox/guilds/{guild}/auto-moderation", context => AnswerAsync(context, form => SetRule(GuildOf(context), form)));
        routes.MapDelete("/sandbox/guilds/{guild}/auto-moderation/{rule}", context => AnswerAsync(context, _ => DropRule(context, GuildOf(context))));
        routes.MapPut("/sandbox/guilds/{guild}/bots/{bot}", context => AnswerAsync(context, _ => Move(context, news.Join)));
        routes.MapDelete("/sandbox/guilds/{guild}/bots/{bot}", context => AnswerAsync(context, _ => Move(context, news.Leave)));
    }

    private JsonObject AddBot(Form form)
    {
        var name = form.Text("name", 2, 32) ?? $"{house.Options.BotName} {house.Applications.Count + 1}";
        var permissions = form.Snowflake("permissions") ?? house.Options.BotPermissions;
        var guilds = Ids(form, "guilds", house.FindGuild) ?? house.Guilds;
        if (house.Applications.Count >= MostBots)
            throw new PageError(400, $"There are {MostBots} bots: that is the most.");
        form.Errors.ThrowIfAny();
        var bot = house.AddApplication(name, null, permissions);
        foreach (var guild in guilds)
            news.Join(guild, bot);
        news.TellPages();
        return BotToJson(bot);
    }

    private JsonObject AddGuild(Form form)
    {
        var name = form.Text("name", 2, 100) ?? $"{house.Options.GuildName} {house.Guilds.Count + 1}";
        var bots = Ids(form, "bots", house.FindApplication) ?? house.Applications;
        if (house.Guilds.Count >= MostGuilds)
            throw new PageError(400, $"There are {MostGuilds} guilds: that is the most.");
        form.Errors.ThrowIfAny();
        var guild = house.AddGuild(name);
        foreach (var bot in bots)
            news.Join(guild, bot);
        news.TellPages();
        return GuildToJson(guild);
    }

    /// <summary>Makes an AutoMod rule, or with the id of one changes that.</summary>
    private JsonObject SetRule(Community guild, Form form)
    {
        var id = form.Snowflake("id");
        var place = guild.AutoModRules.FindIndex(rule => rule["id"]!.ToString() == id?.ToString());
        if (place < 0 && guild.AutoModRules.Count >= MostRules)
            throw new PageError(400, $"There are {MostRules} rules: that is the most.");
        var rule = AutoModRule.Read(form, guild, id ?? house.Snowflakes.Next());
        form.Errors.ThrowIfAny();
        if (place < 0)
            guild.AutoModRules.Add(rule);
        else
            guild.AutoModRules[place] = rule;
        news.RuleChanged(place < 0 ? "AUTO_MODERATION_RULE_CREATE" : "AUTO_MODERATION_RULE_UPDATE", guild, rule);
        return (JsonObject)rule.DeepClone();
    }

    private JsonArray DropRule(HttpContext context, Community guild)
    {
        var rule = guild.AutoModRules.Find(rule => rule["id"]!.ToString() == context.Request.RouteValues["rule"]?.ToString())
            ?? throw new PageError(404, "There is no such rule.");
        guild.AutoModRules.Remove(rule);
        news.RuleChanged("AUTO_MODERATION_RULE_DELETE", guild, rule);
        return RulesToJson(guild);
    }

    private static JsonArray RulesToJson(Community guild) => new([.. guild.AutoModRules.Select(rule => rule.DeepClone())]);

    private Community GuildOf(HttpContext context) =>
        Snowflakes.TryParse(context.Request.RouteValues["guild"]?.ToString(), out var id) && house.FindGuild(id) is { } guild ? guild : throw new PageError(404, "There is no such guild.");

    private JsonObject Move(HttpContext context, Action<Community, Application> act)
    {
        var guild = Snowflakes.TryParse(context.Request.RouteValues["guild"]?.ToString(), out var id) ? house.FindGuild(id) : null;
        var bot = Snowflakes.TryParse(context.Request.RouteValues["bot"]?.ToString(), out id) ? house.FindApplication(id) : null;
        if (guild is null || bot is null)
            throw new PageError(404, "There is no such guild or bot.");
        act(guild, bot);
        return GuildToJson(guild);
    }

    private static IReadOnlyList<T>? Ids<T>(Form form, string name, Func<ulong, T?> find) where T : class
    {
        if (form.List(name, 0, MostGuilds) is not { } list)
            return null;
        var found = new List<T>();
        foreach (var (i, id) in list.Index())
        {
            if (Snowflakes.TryParse(id?.ToString(), out var parsed) && find(parsed) is { } one)
                found.Add(one);
            else
                form.Errors.Add($"{name}.{i}", "NUMBER_TYPE_COERCE", $"There is none with the id \"{id}\".");
        }
        return [.. found.Distinct()];
    }

    private static JsonObject BotToJson(Application bot) => new()
    {
        ["id"] = bot.Id.ToString(),
        ["name"] = bot.Bot.Name,
        ["token"] = bot.Token,
        ["permissions"] = ((ulong)bot.Permissions).ToString(),
        ["guilds"] = new JsonArray([.. bot.Guilds.Select(g => (JsonNode)g.Id.ToString())]),
    };

    private JsonObject GuildToJson(Community guild) => new()
    {
        ["id"] = guild.Id.ToString(),
        ["name"] = guild.Name,
        ["unavailable"] = guild.Unavailable,
        ["channels"] = new JsonObject(guild.Channels.Where(c => c.Type == ChannelType.GuildText)
            .Select(c => KeyValuePair.Create(c.Name, (JsonNode?)c.Id.ToString())).DistinctBy(c => c.Key)),
        ["bots"] = new JsonArray([.. house.Applications.Where(a => a.Guilds.Contains(guild)).Select(a => (JsonNode)a.Id.ToString())]),
    };

    private async Task AnswerAsync(HttpContext context, Func<Form, JsonNode> handle)
    {
        JsonNode answer;
        try
        {
            var body = HttpMethods.IsPost(context.Request.Method) && (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0) ? await RequestBody.ReadTextAsync(context, MostBytes) : null;
            lock (house.Gate)
                answer = handle(new Form(body?.Json as JsonObject ?? [], new FormErrors()));
        }
        catch (PageError e)
        {
            context.Response.StatusCode = e.Status;
            answer = new JsonObject { ["message"] = e.Message };
        }
        catch (ApiError e)
        {
            context.Response.StatusCode = e.Status;
            answer = e.ToJson();
        }
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString(Wire.Json));
    }
}
