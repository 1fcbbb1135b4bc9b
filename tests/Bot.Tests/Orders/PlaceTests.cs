using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Bot.Tests.Orders;

public sealed class PlaceTests
{
    private const Permissions Usual = Permissions.ViewChannel | Permissions.AttachFiles;

    [Theory]
    [InlineData(ChannelType.GuildText, Usual | Permissions.SendMessages, null)]
    [InlineData(ChannelType.GuildText, Usual | Permissions.SendMessagesInThreads, "View Channel and Send Messages here")]
    [InlineData(ChannelType.PublicThread, Usual | Permissions.SendMessagesInThreads, null)]
    [InlineData(ChannelType.PublicThread, Usual | Permissions.SendMessages, "Send Messages in Threads")]
    [InlineData(ChannelType.PrivateThread, Usual | Permissions.SendMessages, "Send Messages in Threads")]
    [InlineData(ChannelType.GuildText, Permissions.ViewChannel | Permissions.SendMessages, "Attach Files")]
    [InlineData(ChannelType.PublicThread, Permissions.Administrator, null)]
    public void A_clip_is_refused_where_it_could_not_be_posted(ChannelType type, Permissions may, string? words)
    {
        var refusal = InteractionAsker.RefusePlace(new() { GuildId = 1, ChannelId = 2, Channel = new Channel { Type = type }, AppPermissions = may }, Tongues.English);

        if (words is null) Assert.Null(refusal);
        else Assert.Contains(words, refusal);
    }

    [Fact]
    public void A_direct_message_needs_no_permission() => Assert.Null(InteractionAsker.RefusePlace(new() { ChannelId = 2 }, Tongues.English));
}
