using ChatVideoBot.Queue;
using Microsoft.Extensions.DependencyInjection;

namespace ChatVideoBot.Bot.Tests.Conversation;

/// <summary>What happens in the queue is seen on cards, also by a bot that was not there.</summary>
public sealed class EventTests
{
    private static readonly Word Word = new("a moderator", "");

    [Fact]
    public async Task A_bot_that_was_away_catches_up_with_jobs_far_back_in_the_line()
    {
        await using var street = await Street.BuildAsync(OneCard);
        await street.ImagineAsync("the first");
        await street.WaitForTextAsync("Next in line");
        var held = new JobId(await street.ImagineAsync("to be held"));
        await street.WaitForTextAsync("About #2 in line");
        var cancelled = new JobId(await street.ImagineAsync("to be cancelled"));
        await street.WaitForTextAsync("About #3 in line");

        await street.StopBotAsync();
        await street.Queue.HoldAsync(held, Word, street.Cancel);
        await street.Queue.CancelAsync(cancelled, Word, street.Cancel);
        await street.StartBotAsync(settings: OneCard);

        Assert.Contains("to be held", Street.Text(await street.WaitForTextAsync("A moderator is looking at it.")));
        Assert.Contains("to be cancelled", Street.Text(await street.WaitForTextAsync("Cancelled by a moderator.")));
    }

    [Fact]
    public async Task A_job_far_back_that_is_moved_up_says_so()
    {
        await using var street = await Street.BuildAsync(OneCard);
        var first = await street.ImagineAsync("the first");
        await street.WaitForTextAsync("Next in line");
        var second = new JobId(await street.ImagineAsync("the second"));
        await street.WaitForTextAsync("About #2 in line");

        await street.Queue.PromoteAsync(second, Word, street.Cancel);

        Assert.Contains("the second", Street.Text(await street.WaitForTextAsync("Next in line, moved up by a moderator")));
        Assert.Equal(JobState.Waiting, (await street.Queue.FindAsync(new(first), street.Cancel))!.State);
    }

    [Fact]
    public async Task A_job_whose_worker_gave_it_back_says_so()
    {
        await using var street = await Street.BuildAsync();
        await street.ImagineAsync("to be given back");
        var lease = await street.ClaimAsync();
        await street.Queue.ReportAsync(lease, 0.3, "Denoise", default, street.Cancel);
        await street.WaitForTextAsync("30 %");

        Assert.True(await street.Queue.ReleaseAsync(lease, street.Cancel));

        await street.WaitForTextAsync("made anew because its worker had to stop");
    }

    [Fact]
    public async Task A_paused_queue_is_told_on_the_cards_and_in_the_queue_command()
    {
        await using var street = await Street.BuildAsync();
        await street.AnnounceAsync();
        await street.ImagineAsync("a pause");
        await street.WaitForTextAsync("Next in line");

        await street.Queue.PauseAsync(Word, street.Cancel);

        await street.WaitForTextAsync("Next in line. A moderator has paused the queue.");
        await street.Member.UseAsync("general", "queue", new Dictionary<string, object>(), street.Cancel);
        await street.WaitForTextAsync("A moderator has paused it");
    }

    [Fact]
    public async Task Moderators_are_told_once_and_without_a_ping_of_a_worker_that_is_set_aside()
    {
        await using var street = await Street.BuildAsync();
        await street.StopBotAsync();
        void InGeneral(IServiceCollection services) => services.Configure<BotOptions>(bot => bot.ModeratorChannel = street.Discord.GeneralChannelId);
        await street.StartBotAsync(settings: InGeneral);
        for (var i = 0; i < new QueueOptions().FaultsToSetAside; i++)
        {
            await street.EnqueueAsync($"poison {i}", street.OldOrigin());
            Assert.True(await street.Queue.FailAsync(await street.ClaimAsync(), new(FailureStage.Model, "The card is gone."), retry: true, street.Cancel));
        }

        var told = await street.WaitForTextAsync("The worker **test** failed over several clips in a row");

        Assert.Empty(told["mentions"]!.AsArray());
        Assert.Contains(street.Log.Lines, line => line.StartsWith("The worker test failed", StringComparison.Ordinal));
        await street.StopBotAsync();
        await street.AskRedisAsync("SET vq:{main}:cursor:bot 0"); // as if the first one had died before it kept how far it had come
        await street.StartBotAsync(settings: InGeneral);
        while (street.Log.Lines.Count(line => line.StartsWith("The worker test failed", StringComparison.Ordinal)) < 2) await Task.Delay(20, street.Cancel);
        await street.ImagineAsync("afterwards");
        await street.WaitForTextAsync("afterwards");
        Assert.Single(await street.AboutAsync("The worker **test** failed"));
    }

    /// <summary>Only the first card is looked at without an event.</summary>
    private static void OneCard(IServiceCollection services) => services.Configure<BotOptions>(bot => bot.MostShown = 1);
}
