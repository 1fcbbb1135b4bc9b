using System.Text.RegularExpressions;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Bot.Replies;

/// <summary>A message that was meant for the bot, and what it says to it.</summary>
/// <param name="Words">Without the mentions of the bot.</param>
/// <param name="IsAddressed">The bot was named, or it is a direct message; otherwise the reply alone pinged it.</param>
/// <param name="IsReply">It answers another message, which <paramref name="Target"/> is unless it is gone.</param>
internal sealed partial record Spoken(Message Message, string Words, bool IsAddressed, bool IsReply, Message? Target)
{
    private const int Forward = 1;

    /// <summary>It answers a message of the bot's.</summary>
    public bool IsToUs(Snowflake self) => Target?.Author?.Id == self;

    /// <summary>Null when nothing was meant for the bot: it says nothing then.</summary>
    /// <param name="self">The bot's own user.</param>
    public static Spoken? Read(Message message, Snowflake self)
    {
        if (message.Author is not { Bot: not true } author || author.Id == self || message.WebhookId is not null) return null;
        if (message.Type is not (MessageType.Default or MessageType.Reply)) return null;
        var isReply = message.Type == MessageType.Reply && message.MessageReference is { } reference && reference.Type is not Forward;
        var target = isReply ? message.ReferencedMessage : null;
        var isPinged = message.Mentions.Any(user => user.Id == self);
        var words = Names(self).Replace(message.Content, " ");
        // Who switched a reply's ping off, or answers without one, talks about the clip and not to the bot.
        var isAddressed = message.GuildId is null || isPinged && Names(self).IsMatch(message.Content);
        if (!isAddressed && !(isPinged && target?.Author?.Id == self)) return null;
        return new(message, Spaces().Replace(words, " ").Trim(), isAddressed, isReply, target);
    }

    private static Regex Names(Snowflake self) => new($"<@!?{self}>", RegexOptions.None, TimeSpan.FromSeconds(1));

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
