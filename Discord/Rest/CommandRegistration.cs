using ChatVideoBot.Discord.Interactions;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Discord.Rest;

/// <summary>
/// Keeps the registered commands equal to the bot's own, and writes only when they differ: Discord counts new ones by the day.
/// </summary>
public sealed partial class CommandRegistration(DiscordRest rest, ILogger<CommandRegistration> logger)
{
    /// <summary>Makes these the registered commands of a scope.</summary>
    /// <param name="application">The bot's application.</param>
    /// <param name="guild">A guild's commands, seen at once; null for the global ones.</param>
    /// <param name="commands">All of the scope's commands; others are deleted. Empty clears it.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The commands as they stand at Discord now, with their ids.</returns>
    public async Task<IReadOnlyList<ApplicationCommand>> SyncAsync(
        Snowflake application, Snowflake? guild, IReadOnlyList<ApplicationCommand> commands, CancellationToken cancel)
    {
        var registered = await rest.GetCommandsAsync(application, guild, cancel);
        if (CommandComparison.Same(commands, registered))
            return registered;
        LogWriting(commands.Count, registered.Count);
        return await rest.BulkOverwriteCommandsAsync(application, guild, commands, cancel);
    }

    [LoggerMessage(LogLevel.Information, "The registered commands differ: writing {Count} over {Registered}.")]
    private partial void LogWriting(int count, int registered);
}
