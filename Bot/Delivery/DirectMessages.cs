using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Rest;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Delivery;

/// <summary>The channels of direct messages with users.</summary>
internal sealed partial class DirectMessages(DiscordRest rest, ILogger<DirectMessages> logger)
{
    /// <summary>The channel; null when the user takes no messages from us.</summary>
    /// <exception cref="DiscordException">It may go better later.</exception>
    public async Task<Snowflake?> OpenAsync(string user, CancellationToken cancel)
    {
        if (!Snowflake.TryParse(user, out var id)) return null;
        try
        {
            return (await rest.CreateDmAsync(id, cancel)).Id;
        }
        catch (DiscordException e) when (e.IsFinal())
        {
            LogClosed(e.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Information, "A user cannot be written to directly: {Problem}")]
    private partial void LogClosed(string problem);
}
