using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Discord.Rest;

public sealed partial class DiscordRest
{
    /// <summary>A guild's own AutoMod rules. Refused without <see cref="Permissions.ManageGuild"/>.</summary>
    public async Task<IReadOnlyList<AutoModerationRule>> ListAutoModerationRulesAsync(Snowflake guild, CancellationToken cancel) =>
        await _pipeline.SendAsync(
            new(Route.Guild(HttpMethod.Get, guild, "/auto-moderation/rules")), DiscordJson.Default.IReadOnlyListAutoModerationRule, cancel);
}
