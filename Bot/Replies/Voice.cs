using System.Net;
using ChatVideoBot.Bot.People;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Replies;

/// <summary>Answers a message with a message, which pings nobody but who asked.</summary>
internal sealed partial class Voice(DiscordRest rest, PeopleShelf people, TimeProvider time, ILogger<Voice> logger)
{
    /// <summary>A busy channel's limit is waited for longer than elsewhere: a message is asked once, and nobody presses it again.</summary>
    private static readonly TimeSpan LimitPatience = TimeSpan.FromSeconds(20);

    private static readonly AllowedMentions Asker = new() { Parse = [], RepliedUser = true };

    /// <summary>The nonce of an answer: a message that Discord tells twice is answered once.</summary>
    /// <param name="kind">At most four letters: a nonce has 25 characters, an id up to twenty.</param>
    public static string Nonce(Message message, string kind) => $"{message.Id}-{kind}";

    /// <summary>Says a sentence. Where the bot may not write, in a direct message if the user lets it; else nothing.</summary>
    public async Task SayAsync(Message to, string sentence, CancellationToken cancel, IReadOnlyList<Component>? components = null)
    {
        try
        {
            await AnswerAsync(to, to.ChannelId, new() { Content = sentence, Components = components is { Count: > 0 } ? components : null, AllowedMentions = Asker, Nonce = Nonce(to, "say") }, cancel);
        }
        catch (DiscordException e) when (IsForbidden(e))
        {
            await WhisperAsync(to, sentence, cancel);
        }
    }

    /// <summary>Says in a direct message that the bot may not write where it was asked.</summary>
    public Task WhisperAsync(Message to, Tongue tongue, CancellationToken cancel) =>
        WhisperAsync(to, tongue.Say("reply.no-write", ("channel", $"<#{to.ChannelId}>")), cancel);

    /// <summary>Posts in the channel, as an answer to the message where it stands in the same one.</summary>
    public async Task<Message> AnswerAsync(Message to, Snowflake channel, MessageCreate answer, CancellationToken cancel)
    {
        if (channel != to.ChannelId) return await PostAsync(channel, answer, cancel);
        try
        {
            return await PostAsync(channel, answer with { MessageReference = MessageReference.To(to.Id) }, cancel);
        }
        catch (DiscordException e) when (e.Code == DiscordErrorCode.CannotReplyWithoutHistory)
        {
            return await PostAsync(channel, answer with { Content = $"{to.Author!.Mention} {answer.Content}", AllowedMentions = AllowedMentions.OnlyUsers(to.Author.Id) }, cancel);
        }
    }

    private async Task<Message> PostAsync(Snowflake channel, MessageCreate message, CancellationToken cancel)
    {
        for (var began = time.GetTimestamp(); ;)
        {
            TimeSpan wait;
            try
            {
                return await rest.CreateMessageAsync(channel, message, cancel);
            }
            catch (DiscordException e) when (e is { Fault: DiscordFault.RateLimited, RetryAfter: { } asked } && time.GetElapsedTime(began) + asked < LimitPatience)
            {
                wait = asked + TimeSpan.FromSeconds(Random.Shared.NextDouble());
            }
            await Task.Delay(wait, time, cancel);
        }
    }

    public static bool IsForbidden(DiscordException e) => e is { Fault: DiscordFault.Refused, Status: HttpStatusCode.Forbidden };

    private async Task WhisperAsync(Message to, string sentence, CancellationToken cancel)
    {
        LogMuted(to.ChannelId, to.Id);
        if (to.GuildId is null || !(await people.ReadAsync(to.Author!.Id.ToString(), cancel)).DirectMessages) return;
        try
        {
            var direct = await rest.CreateDmAsync(to.Author.Id, cancel);
            await rest.CreateMessageAsync(direct.Id, new() { Content = sentence, Nonce = Nonce(to, "dm") }, cancel);
        }
        catch (DiscordException e) when (e.IsFinal())
        {
            LogUnheard(to.Id, e.Message); // they take no messages from the bot: there is no way left
        }
    }

    [LoggerMessage(LogLevel.Information, "I may not write in {Channel}, where message {Id} asked me something.")]
    private partial void LogMuted(Snowflake channel, Snowflake id);

    [LoggerMessage(LogLevel.Information, "Who wrote message {Id} cannot be answered: {Problem}")]
    private partial void LogUnheard(Snowflake id, string problem);
}
