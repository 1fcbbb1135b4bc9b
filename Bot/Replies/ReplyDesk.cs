using ChatVideoBot.Bot.People;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Replies;

/// <summary>Hears the messages that are meant for the bot: replies that ping it, mentions, direct messages.</summary>
internal sealed partial class ReplyDesk(
    Conversation conversation, Voice voice, PeopleShelf people, JobQueue queue, TimeProvider time, ILogger<ReplyDesk> logger) : IGatewayEventHandler
{
    /// <summary>Handlers run side by side: a message may be read before the word of who the bot is.</summary>
    private static readonly TimeSpan SelfPatience = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource<Snowflake> _self = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool Wants(string name) => name is "READY" or "MESSAGE_CREATE";

    public async Task HandleAsync(GatewayEvent e, CancellationToken cancel)
    {
        switch (e)
        {
            case ReadyEvent { Ready.User.Id: var id }:
                _self.TrySetResult(id);
                break;
            case MessageCreateEvent { Message: { Author.Bot: not true } message }:
                var self = await _self.Task.WaitAsync(SelfPatience, time, cancel);
                if (Spoken.Read(message, self) is { } spoken) await AnswerAsync(spoken, self, cancel);
                break;
        }
    }

    private async Task AnswerAsync(Spoken spoken, Snowflake self, CancellationToken cancel)
    {
        using var span = BotTrace.Arrive("message", TimeSpan.Zero);
        var message = spoken.Message;
        var tongue = Tongues.English;
        string sentence;
        try
        {
            var person = await people.ReadAsync(message.Author!.Id.ToString(), cancel);
            var wish = Wish.Read(spoken.Words, person.Locale);
            tongue = Tongues.Of(person.Locale.Length > 0 ? person.Locale : wish.Locale);
            if (await queue.FindAsync(new(message.Id.ToString()), cancel) is not null) return; // told twice: it is ordered already
            await conversation.AnswerAsync(new(spoken, self, wish, person, tongue), cancel);
            return;
        }
        catch (DiscordException e) when (Voice.IsForbidden(e))
        {
            LogUnanswered(message.Id, e.Message);
            await TryAsync(() => voice.WhisperAsync(message, tongue, cancel), message);
            return;
        }
        catch (DiscordException e)
        {
            LogUnanswered(message.Id, e.Message);
            sentence = "wrong.discord";
        }
        catch (RedisException e)
        {
            LogUnanswered(message.Id, e.Message);
            sentence = "wrong.queue";
        }
        await TryAsync(() => voice.SayAsync(message, $"⚠️ {tongue.Say(sentence)}", cancel), message);
    }

    private async Task TryAsync(Func<Task> say, Message message)
    {
        try
        {
            await say();
        }
        catch (Exception e) when (e is DiscordException or RedisException)
        {
            LogUnanswered(message.Id, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Message {Id}, which was meant for the bot, could not be answered: {Problem}")]
    private partial void LogUnanswered(Snowflake id, string problem);
}
