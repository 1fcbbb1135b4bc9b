using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox;

/// <summary>What the program says to whoever started it.</summary>
internal static class Announcement
{
    /// <summary>One line for machines: where any other client of Discord's can log in.</summary>
    public static void WriteBare(SandboxServer server)
    {
        var line = new JsonObject
        {
            ["api"] = server.Api.ToString(),
            ["token"] = server.Token,
            ["application_id"] = server.ApplicationId,
            ["guild_id"] = server.GuildId,
            ["page"] = server.Page.ToString(),
        };
        if (server.Bots.Count > 1 || server.GuildIds.Count > 1)
        {
            line["bots"] = new JsonArray([.. server.Bots.Select(bot => new JsonObject { ["id"] = bot.Id, ["name"] = bot.Name, ["token"] = bot.Token })]);
            line["guilds"] = new JsonArray([.. server.GuildIds.Select(id => (JsonNode)id)]);
        }
        Console.WriteLine(line.ToJsonString());
    }

    public static void Write(SandboxServer? server)
    {
        if (server is null)
        {
            Console.WriteLine("Connecting to Discord; \"Connected to Discord\" follows when the bot is online. Then type /imagine in a channel it can see. Ctrl-C ends it.");
            return;
        }
        Console.WriteLine($"""

            ChatVideoBot is running. Open  {server.Page}  and type:

                /imagine a red ball bouncing in the desert

            Ctrl-C ends everything.
            """);
    }

    public static void WriteStopping() => Console.WriteLine("Stopping ...");
}
