using ChatVideoBot.Bot.Moderation;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;

namespace ChatVideoBot.Bot.Tests.Moderation;

/// <summary>Who may do what, whatever Discord shows to whom.</summary>
public sealed class ModeratorsTests
{
    [Theory]
    [InlineData(Permissions.None, false, false)]
    [InlineData(Permissions.SendMessages | Permissions.ManageChannels | Permissions.KickMembers, false, false)]
    [InlineData(Permissions.ManageMessages, true, false)]
    [InlineData(Permissions.ManageGuild, true, true)]
    [InlineData(Permissions.Administrator, true, true)]
    public void Discords_own_permissions_say_it(Permissions held, bool moderates, bool rules)
    {
        var interaction = new Interaction { GuildId = new(1), Member = new() { Permissions = held } };

        Assert.Equal((moderates, rules), (Moderators.MayModerate(interaction), Moderators.MayRule(interaction)));
        var direct = interaction with { GuildId = null };
        Assert.Equal((false, false), (Moderators.MayModerate(direct), Moderators.MayRule(direct)));
        var unsaid = new Interaction { GuildId = new(1), Member = new() };
        Assert.Equal((false, false), (Moderators.MayModerate(unsaid), Moderators.MayRule(unsaid)));
    }
}
