using System.Text.Json;

namespace ChatVideoBot.Sandbox;

/// <summary>What the program says to whoever started it.</summary>
internal static class Announcement
{
    /// <summary>One line for machines: where any other client of Discord's can log in.</summary>
    public static void WriteBare(SandboxServer server) => Console.WriteLine(JsonSerializer.Serialize(new
    {
        api = server.Api.ToString(),
        token = server.Token,
        application_id = server.ApplicationId,
        guild_id = server.GuildId,
        page = server.Page.ToString(),
    }));

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
