using ChatVideoBot.Bot.Replies;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Bot.Tests.Replies;

public sealed class SpokenTests
{
    private static readonly Snowflake Self = 7;
    private static readonly User Bot = new() { Id = 7, Bot = true };

    private static Message Said(string content, bool pings = false, Message? to = null) => new()
    {
        Id = 1,
        ChannelId = 2,
        GuildId = 3,
        Author = new() { Id = 4 },
        Content = content,
        Mentions = pings ? [Bot] : [],
        Type = to is null ? MessageType.Default : MessageType.Reply,
        MessageReference = to is null ? null : new() { MessageId = to.Id },
        ReferencedMessage = to,
    };

    private static readonly Message Ours = new() { Id = 9, Author = Bot };

    [Fact]
    public void What_is_not_meant_for_the_bot_is_not_heard()
    {
        Assert.Null(Spoken.Read(Said("a red ball"), Self));
        Assert.Null(Spoken.Read(Said("", to: Ours), Self)); // a reply whose ping is off
        Assert.Null(Spoken.Read(Said("at night", to: Ours), Self)); // the same, with the intent
        Assert.Null(Spoken.Read(Said("<@7> hi", pings: true) with { Author = new() { Id = 5, Bot = true } }, Self));
        Assert.Null(Spoken.Read(Said("<@7> hi", pings: true) with { WebhookId = 5 }, Self));
        Assert.Null(Spoken.Read(Said("<@7> hi", pings: true) with { Author = Bot with { Bot = null } }, Self));
        Assert.Null(Spoken.Read(Said("<@7> hi", pings: true) with { Author = null }, Self));
        Assert.Null(Spoken.Read(Said("", pings: true) with { Type = (MessageType)7 }, Self)); // "a member joined"
        Assert.Null(Spoken.Read(Said("at night", pings: true, to: new() { Id = 8, Author = new() { Id = 5 } }), Self)); // not by name, and not ours
    }

    [Theory]
    [InlineData("<@7> a red ball")]
    [InlineData("a <@!7> red ball")]
    [InlineData("a red  ball <@7>")]
    public void A_mention_is_taken_out_of_the_words(string content)
    {
        var spoken = Spoken.Read(Said(content, pings: true), Self)!;
        Assert.Equal(("a red ball", true, false), (spoken.Words, spoken.IsAddressed, spoken.IsReply));
    }

    [Fact]
    public void A_reply_that_pings_is_heard_and_a_direct_message_needs_neither()
    {
        var reply = Spoken.Read(Said("at night", pings: true, to: Ours), Self)!;
        Assert.Equal(("at night", false, true), (reply.Words, reply.IsAddressed, reply.IsReply));
        Assert.True(reply.IsToUs(Self));
        Assert.True(Spoken.Read(Said("a red ball") with { GuildId = null }, Self)!.IsAddressed);
    }

    [Fact]
    public void A_forward_is_no_reply()
    {
        var forward = Said("<@7>", pings: true) with { MessageReference = new() { Type = 1, MessageId = 9 } };
        Assert.False(Spoken.Read(forward, Self)!.IsReply);
    }

    [Fact]
    public void A_reply_to_what_is_gone_has_no_target()
    {
        var spoken = Spoken.Read(Said("<@7> this", pings: true, to: Ours) with { ReferencedMessage = null }, Self)!;
        Assert.True(spoken.IsReply);
        Assert.Null(spoken.Target);
    }
}
