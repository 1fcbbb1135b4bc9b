using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Rest;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Tests.Conversation;

/// <summary>The three seconds of a first answer count from when Discord's event came, not from when somebody got round to it.</summary>
public sealed class AnswerTimeTests
{
    private static readonly TimeProvider Time = TimeProvider.System;

    [Theory]
    [InlineData(0, true)]
    [InlineData(2, true)]
    [InlineData(2.6, false)]
    [InlineData(60, false)]
    public async Task An_answer_is_given_again_only_while_Discord_would_still_take_it(double secondsAgo, bool again)
    {
        using var rest = new DiscordRest(
            Options.Create(new DiscordOptions { Token = "t", Api = new("http://127.0.0.1:1/api") }), Time, NullLogger<DiscordRest>.Instance); // nobody listens there
        var log = new LogBook();
        using var loggers = new LoggerFactory([log]);
        var answers = new Answers(rest, Time, loggers.CreateLogger<Answers>());
        var interaction = new Interaction { Id = 1, Token = "t", Received = Time.GetTimestamp() - (long)(secondsAgo * Time.TimestampFrequency) };

        await Assert.ThrowsAsync<DiscordException>(() => answers.GiveAsync(interaction, InteractionResponse.DeferredMessage(), TestContext.Current.CancellationToken));

        Assert.Equal(again, log.Lines.Any(line => line.Contains("given again")));
    }
}
