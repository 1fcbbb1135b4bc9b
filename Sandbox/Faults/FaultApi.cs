using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Rest;

namespace ChatVideoBot.Sandbox.Faults;

/// <summary><c>/sandbox/faults</c>: GET tells which there are and what is on, POST makes Discord misbehave; each field of the body is one fault.</summary>
internal sealed class FaultApi(House house, FaultCatalog catalog, FaultBox faults, Storm storm)
{
    private const long MostBytes = 1 << 20;

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            var body = (await RequestBody.ReadTextAsync(context, MostBytes)).Json as JsonObject
                ?? throw FormErrors.Of("", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
            lock (house.Gate)
                catalog.Apply(new Form(body, new FormErrors()));
            context.Response.StatusCode = 204;
        }
        catch (ApiError e)
        {
            context.Response.StatusCode = e.Status;
            await context.Response.WriteAsync(e.ToJson().ToJsonString(Wire.Json));
        }
    }

    public async Task DescribeAsync(HttpContext context)
    {
        JsonObject json;
        lock (house.Gate)
        {
            json = new JsonObject
            {
                ["faults"] = new JsonArray([.. catalog.All.Select(k => k.ToJson())]),
                ["aim"] = new JsonArray(
                    new FaultField("bot", "snowflake", "Only this bot.").ToJson(),
                    new FaultField("shard", "integer", "Only this shard.", 0).ToJson(),
                    new FaultField("times", "integer", "At most so many sockets, events, heartbeats or requests.", 1).ToJson()),
                ["close_codes"] = new JsonArray([.. CloseCodes.All.Select(c => new JsonObject { ["code"] = c.Code, ["sentence"] = c.Sentence })]),
                ["active"] = new JsonArray([.. faults.Active().Select(a => (JsonNode)a)]),
                ["storm"] = storm.ToJson(),
            };
        }
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(json.ToJsonString(Wire.Json));
    }
}
