using System.Collections.Concurrent;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Commands;

/// <summary>
/// The first answer to an interaction, and the last resort when what was to follow broke: nobody is left with "thinking…".
/// </summary>
internal sealed partial class Answers(DiscordRest rest, TimeProvider time, ILogger<Answers> logger)
{
    /// <summary>Discord takes the first answer for three seconds; some of them were over when the interaction came. Counted from its receipt.</summary>
    private static readonly TimeSpan InTime = TimeSpan.FromSeconds(2.6);
    private static readonly TimeSpan BeforeIt = TimeSpan.FromSeconds(2.4); // for looks before it; what is left carries a sentence to Discord
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(0.15);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4); // a handler that is over time, or whose host stops, has five

    private readonly ConcurrentDictionary<Snowflake, FirstAnswer> _due = new();

    /// <summary>Does what an interaction asks for. Where no answer is on its way in time, it is ended, so that there is time to say so.</summary>
    /// <returns>False where it was ended so.</returns>
    public async Task<bool> InTimeAsync(Interaction interaction, Func<CancellationToken, Task> handle, CancellationToken cancel)
    {
        var passed = interaction.Received is { } received ? time.GetElapsedTime(received) : TimeSpan.Zero;
        using var due = new FirstAnswer(BeforeIt - passed, time, cancel);
        _due[interaction.Id] = due;
        try
        {
            await handle(due.Token);
            return true;
        }
        catch (OperationCanceledException) when (due.IsLate && !cancel.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            _due.TryRemove(new(interaction.Id, due));
        }
    }

    /// <summary>
    /// Gives the first answer. One that did not get through, or whose receipt was lost, is given again while there is time: "already
    /// acknowledged" then means that it stands.
    /// </summary>
    /// <exception cref="DiscordException">It does not stand: too late, or another process of this bot was quicker.</exception>
    public async Task GiveAsync(Interaction interaction, InteractionResponse answer, CancellationToken cancel)
    {
        if (_due.TryGetValue(interaction.Id, out var due))
            due.Begin();
        var began = interaction.Received ?? time.GetTimestamp();
        for (var tries = 1; ; tries++)
        {
            TimeSpan wait;
            try
            {
                await rest.CreateInteractionResponseAsync(interaction, answer, cancel);
                return;
            }
            catch (DiscordException e) when (tries > 1 && e.Code == DiscordErrorCode.AlreadyAcknowledged)
            {
                return;
            }
            catch (DiscordException e) when (MayHelp(e))
            {
                var own = Backoff.Delay(e.RetryAfter is null ? tries : 1, FirstWait, InTime, Random.Shared.NextDouble());
                wait = e.RetryAfter is { } asked ? asked + own : own;
                if (time.GetElapsedTime(began) + wait > InTime)
                    throw;
                LogLost(interaction.Id, e.Message);
            }
            await Task.Delay(wait, time, cancel);
        }
    }

    /// <summary>A sentence for the user's eyes only, as the first answer.</summary>
    public Task RefuseAsync(Interaction interaction, string sentence, CancellationToken cancel) =>
        GiveAsync(interaction, InteractionResponse.Message($"⚠️ {sentence}", ephemeral: true), cancel);

    /// <summary>Says that it did not work, wherever the conversation stands. Never throws: there is nothing after it.</summary>
    public async Task ApologiseAsync(Interaction interaction, string sentence)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            try
            {
                await RefuseAsync(interaction, sentence, patience.Token);
            }
            catch (DiscordException e) when (e.Code == DiscordErrorCode.AlreadyAcknowledged)
            {
                if (interaction.Type == InteractionType.MessageComponent) // its answer is the message that the button sits on
                    await rest.CreateFollowupMessageAsync(
                        interaction, new() { Content = $"⚠️ {sentence}", Flags = MessageFlags.Ephemeral }, patience.Token);
                else
                    await rest.EditOriginalInteractionResponseAsync(interaction, new() { Content = $"⚠️ {sentence}" }, patience.Token);
            }
        }
        catch (Exception e) when (e is DiscordException or OperationCanceledException)
        {
            LogSpeechless(interaction.Id, e.Message);
        }
    }

    /// <summary>Whether the next try may go better: no answer, Discord's own trouble, a limit.</summary>
    private static bool MayHelp(DiscordException e) =>
        e.Fault is DiscordFault.Unreachable or DiscordFault.Unreadable or DiscordFault.RateLimited || (int?)e.Status >= 500;

    [LoggerMessage(LogLevel.Warning, "The answer to interaction {Id} may be lost; it is given again: {Problem}")]
    private partial void LogLost(Snowflake id, string problem);

    [LoggerMessage(LogLevel.Warning, "The user of interaction {Id} could not be told that it failed: {Problem}")]
    private partial void LogSpeechless(Snowflake id, string problem);
}
