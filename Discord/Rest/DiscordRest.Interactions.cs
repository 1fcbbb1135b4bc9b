using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Discord.Rest;

public sealed partial class DiscordRest
{
    /// <summary>
    /// Gives the first answer to an interaction. Must arrive within 3 s; never waits for a rate limit and is never repeated blindly.
    /// </summary>
    /// <returns>The message it made, for types 4 and 7; null otherwise.</returns>
    public async Task<Message?> CreateInteractionResponseAsync(Interaction interaction, InteractionResponse response, CancellationToken cancel)
    {
        DiscordException? wrong = null;
        try
        {
            var result = await _pipeline.FindAsync(
                new(Route.Callback(interaction.Id, interaction.Token)) { Body = RequestBody.Of(response), Patience = TimeSpan.Zero },
                DiscordJson.Default.InteractionCallbackResult, cancel);
            return result?.Resource?.Message;
        }
        catch (DiscordException e)
        {
            wrong = e;
            throw;
        }
        finally
        {
            if (interaction.Received is { } received)
                DiscordMeter.Acknowledged(interaction, _time.GetElapsedTime(received), wrong);
        }
    }

    /// <summary>The message that the first answer made.</summary>
    public Task<Message> GetOriginalInteractionResponseAsync(Interaction interaction, CancellationToken cancel) =>
        _pipeline.SendAsync(new(Original(HttpMethod.Get, interaction)), DiscordJson.Default.Message, cancel);

    /// <summary>Changes the first answer, or fills in a deferred one. Possible for 15 minutes.</summary>
    public Task<Message> EditOriginalInteractionResponseAsync(Interaction interaction, MessageEdit edit, CancellationToken cancel) =>
        _pipeline.SendAsync(new(Original(HttpMethod.Patch, interaction)) { Body = RequestBody.Of(edit) }, DiscordJson.Default.Message, cancel);

    /// <summary>The same if the rate limit lets us now; false when it does not. For progress.</summary>
    public Task<bool> TryEditOriginalInteractionResponseAsync(Interaction interaction, MessageEdit edit, CancellationToken cancel) =>
        _pipeline.TrySendAsync(new(Original(HttpMethod.Patch, interaction)) { Body = RequestBody.Of(edit) }, cancel);

    public Task DeleteOriginalInteractionResponseAsync(Interaction interaction, CancellationToken cancel) =>
        _pipeline.SendAsync(new(Original(HttpMethod.Delete, interaction)), cancel);

    /// <summary>
    /// Sends another message for the interaction. Ephemeral if its own flags say so. Is never repeated: Discord enforces no nonce here.
    /// </summary>
    public Task<Message> CreateFollowupMessageAsync(Interaction interaction, MessageCreate message, CancellationToken cancel) =>
        _pipeline.SendAsync(
            new(Route.InteractionWebhook(HttpMethod.Post, interaction.ApplicationId, interaction.Token)) { Body = RequestBody.Of(message) },
            DiscordJson.Default.Message, cancel);

    public Task<Message> EditFollowupMessageAsync(Interaction interaction, Snowflake message, MessageEdit edit, CancellationToken cancel) =>
        _pipeline.SendAsync(new(Followup(HttpMethod.Patch, interaction, message)) { Body = RequestBody.Of(edit) }, DiscordJson.Default.Message, cancel);

    /// <summary>The same if the rate limit lets us now; false when it does not. For progress.</summary>
    public Task<bool> TryEditFollowupMessageAsync(Interaction interaction, Snowflake message, MessageEdit edit, CancellationToken cancel) =>
        _pipeline.TrySendAsync(new(Followup(HttpMethod.Patch, interaction, message)) { Body = RequestBody.Of(edit) }, cancel);

    public Task DeleteFollowupMessageAsync(Interaction interaction, Snowflake message, CancellationToken cancel) =>
        _pipeline.SendAsync(new(Followup(HttpMethod.Delete, interaction, message)), cancel);

    private static Route Original(HttpMethod method, Interaction interaction) =>
        Route.InteractionWebhook(method, interaction.ApplicationId, interaction.Token, "/messages/@original");

    private static Route Followup(HttpMethod method, Interaction interaction, Snowflake message) =>
        Route.InteractionWebhook(method, interaction.ApplicationId, interaction.Token, "/messages/{id}", message);
}
