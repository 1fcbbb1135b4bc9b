using ChatVideoBot.Discord.Interactions;

namespace ChatVideoBot.Discord.Rest;

public sealed partial class DiscordRest
{
    /// <summary>The registered commands, with all their translations.</summary>
    /// <param name="application">The bot's application.</param>
    /// <param name="guild">Those of one guild; null for the global ones.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<IReadOnlyList<ApplicationCommand>> GetCommandsAsync(Snowflake application, Snowflake? guild, CancellationToken cancel) =>
        await _pipeline.SendAsync(
            new(Commands(HttpMethod.Get, application, guild, "?with_localizations=true")), DiscordJson.Default.IReadOnlyListApplicationCommand, cancel);

    /// <summary>
    /// Makes these the registered commands; all others of that scope are deleted. <see cref="CommandRegistration"/> writes only when
    /// needed.
    /// </summary>
    public async Task<IReadOnlyList<ApplicationCommand>> BulkOverwriteCommandsAsync(
        Snowflake application, Snowflake? guild, IReadOnlyList<ApplicationCommand> commands, CancellationToken cancel) =>
        await _pipeline.SendAsync(
            new(Commands(HttpMethod.Put, application, guild))
            {
                Body = RequestBody.Json(commands, DiscordJson.Default.IReadOnlyListApplicationCommand),
            },
            DiscordJson.Default.IReadOnlyListApplicationCommand, cancel);

    private static Route Commands(HttpMethod method, Snowflake application, Snowflake? guild, string query = "") => guild is { } id
        ? Route.GuildCommands(method, application, id, query)
        : Route.Application(method, application, "/commands" + query);
}
