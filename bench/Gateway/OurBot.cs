using ChatVideoBot.Bench.Programs;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Rest;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bench.Gateway;

/// <summary>Our client as a bot that answers each command with a word, in a process of its own as its peer is.</summary>
internal static class OurBot
{
    /// <summary>With this word in front the bench is that process.</summary>
    public const string Word = "serve-answers";

    public static Task<JsonProgram> StartAsync(Uri api, int shards, CancellationToken cancel, string token = SmallDiscord.Token) => JsonProgram.StartAsync(
        "dotnet", [typeof(OurBot).Assembly.Location, Word, api.AbsoluteUri, $"{shards}", token], "put .NET's dotnet into the path", cancel);

    /// <summary>Answers each line with what it has used.</summary>
    public static async Task<int> ServeAsync(string[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(
        [
            new("DISCORD_TOKEN", settings[2]), new("Discord:Api", settings[0]), new("Discord:Shards", settings[1]), new("Discord:Intents", "Guilds, GuildMessages"),
            new("Discord:Gateway:Compress", "false"), // as the peer has it
        ]);
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Error);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddDiscord().AddGatewayEventHandler<Answering>();
        using var host = builder.Build();
        await host.StartAsync();
        var health = host.Services.GetRequiredService<GatewayHealth>();
        while (!health.IsWhole)
            await Task.Delay(20);
        Row.Write(new { ready = true });
        while (await Console.In.ReadLineAsync() is not null)
        {
            GC.Collect();
            using var process = System.Diagnostics.Process.GetCurrentProcess();
            Row.Write(new
            {
                answered = Answering.Count,
                rss_mib = process.WorkingSet64 / 1048576.0,
                processor_s = process.TotalProcessorTime.TotalSeconds,
                allocated_mib = GC.GetTotalAllocatedBytes() / 1048576.0,
            });
        }

        await host.StopAsync();
        return 0;
    }

    private sealed class Answering(DiscordRest rest) : IGatewayEventHandler
    {
        private static int s_count;

        public static int Count => s_count;

        /// <summary>As a bot has it that looks at messages, too: all that the peer reads is read.</summary>
        public bool Wants(string name) => name is "INTERACTION_CREATE" or "MESSAGE_CREATE" or "GUILD_CREATE";

        public async Task HandleAsync(GatewayEvent e, CancellationToken cancel)
        {
            if (e is not InteractionCreateEvent { Interaction: var interaction })
                return;
            await rest.CreateInteractionResponseAsync(interaction, InteractionResponse.Message("pong"), cancel);
            Interlocked.Increment(ref s_count);
        }
    }
}
