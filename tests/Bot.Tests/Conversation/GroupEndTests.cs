using ChatVideoBot.Queue;
using ChatVideoBot.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace ChatVideoBot.Bot.Tests.Conversation;

/// <summary>Ends of orders of several clips whose jobs, words or cards are gone by then.</summary>
public sealed class GroupEndTests
{
    private static readonly TimeSpan PastTheToken = TimeSpan.FromMinutes(20);

    [Fact]
    public async Task A_queue_that_keeps_no_words_after_an_end_leaves_the_card_its_own()
    {
        await using var street = await Street.BuildAsync(services => services.Configure<QueueOptions>(queue => queue.KeepPrompts = TimeSpan.Zero));
        await street.AnnounceAsync();
        var id = await street.ImagineAsync("{red, blue, green} whales");
        await street.WaitForTextAsync("3 clips");
        var lease = await street.ClaimAsync();
        await street.CompleteAsync(lease);
        while ((await street.JobAsync(id)).Clip.Prompt.Length > 0) await Task.Delay(20, street.Cancel);

        var second = await street.ClaimAsync();
        Assert.Equal($"{id}-2", second.Id.Value);
        await street.Queue.ReportAsync(second, 0.5, "Denoise", default, street.Cancel);
        var card = await street.WaitForTextAsync("50 %");

        Assert.StartsWith("**blue whales** · 3 clips\n- ✅\n- blue whales: ", Street.Text(card));
    }

    [Fact]
    public async Task A_queue_that_keeps_no_ended_jobs_still_has_the_card_removed_by_the_last_clip()
    {
        await using var street = await Street.BuildAsync(services => services.Configure<QueueOptions>(queue => queue.KeepDone = TimeSpan.Zero));
        await street.AnnounceAsync();
        var id = await street.ImagineAsync("three whales", "variants", 3);
        var card = await street.WaitForTextAsync("- seed");
        for (var i = 1; i <= 3; i++)
        {
            var lease = await street.ClaimAsync();
            await street.CompleteAsync(lease);
            while (await street.Queue.FindAsync(lease.Id, street.Cancel) is not null) await Task.Delay(20, street.Cancel);
        }

        Assert.Equal(3, (await street.AboutAsync("three whales")).Count(Street.HasFile));
        while ((await street.Member.ReadChannelAsync("general", street.Cancel)).Any(one => one["id"]!.ToString() == card["id"]!.ToString()))
            await Task.Delay(20, street.Cancel);
        Assert.Null(await street.Queue.FindAsync(new(id), street.Cancel));
    }

    [Fact]
    public async Task A_private_clip_that_fails_after_its_card_is_out_of_reach_is_told_in_a_direct_message()
    {
        await using var street = await Street.BuildAsync();
        await street.AnnounceAsync();
        var id = await street.ImagineAsync("a secret whale", "private", true);
        await street.WaitForTextAsync("a secret whale");
        var lease = await street.ClaimAsync();
        await street.StopBotAsync();
        await street.StartBotAsync(PastTheToken);

        await street.Queue.FailAsync(lease, new(FailureStage.Model, "The model has a cold."), retry: false, street.Cancel);
        await street.WaitForStateAsync(id, JobState.Failed);

        await street.Member.WaitForMessageAsync(SandboxPerson.Direct, message => Street.Text(message).Contains("The model has a cold."), street.Cancel);
    }

    [Fact]
    public async Task Each_of_several_private_clips_that_fails_after_their_card_is_out_of_reach_is_told_in_a_direct_message()
    {
        await using var street = await Street.BuildAsync();
        await street.AnnounceAsync();
        await street.Member.UseAsync("general", "imagine", new Dictionary<string, object> { ["prompt"] = "{red, blue} secrets", ["private"] = true }, street.Cancel);
        await street.WaitForTextAsync("2 clips");
        var (first, second) = (await street.ClaimAsync(), await street.ClaimAsync());
        await street.StopBotAsync();
        await street.StartBotAsync(PastTheToken);

        await street.Queue.FailAsync(first, new(FailureStage.Model, "The model has a cold."), retry: false, street.Cancel);
        await street.Member.WaitForMessageAsync(SandboxPerson.Direct, message => Street.Text(message).Contains("red secrets"), street.Cancel);
        await street.Queue.FailAsync(second, new(FailureStage.Model, "The model has a cold."), retry: false, street.Cancel);
        await street.Member.WaitForMessageAsync(SandboxPerson.Direct, message => Street.Text(message).Contains("blue secrets"), street.Cancel);

        Assert.Equal(2, (await street.Member.ReadChannelAsync(SandboxPerson.Direct, street.Cancel)).Count(message => Street.Text(message).Contains("has a cold")));
        Assert.DoesNotContain(await street.AboutAsync("has a cold"), message => !Street.IsEphemeral(message));
    }

    [Fact]
    public async Task Cancel_stops_the_others_also_when_the_first_is_forgotten()
    {
        await using var street = await Street.BuildAsync(services => services.Configure<QueueOptions>(queue => queue.KeepDone = TimeSpan.Zero));
        await street.AnnounceAsync();
        var id = await street.ImagineAsync("three whales", "variants", 3);
        var card = await street.WaitForTextAsync("- seed");
        var first = await street.ClaimAsync();
        await street.CompleteAsync(first);
        while (await street.Queue.FindAsync(first.Id, street.Cancel) is not null) await Task.Delay(20, street.Cancel);

        await street.PressAsync("cancel", card);

        while ((await street.Queue.LookAsync(street.Cancel)).Waiting > 0) await Task.Delay(20, street.Cancel);
        Assert.Single(await street.AboutAsync("three whales"), Street.HasFile);
        Assert.Equal(id, first.Id.Value);
    }

    [Fact]
    public async Task A_card_that_somebody_deleted_is_no_reason_for_a_message_when_the_last_clip_fails()
    {
        await using var street = await Street.BuildAsync();
        await street.AnnounceAsync();
        var id = await street.ImagineAsync("two whales", "variants", 2);
        var card = await street.WaitForTextAsync("2 clips");
        using (var moderator = await SandboxPerson.SitDownAsync(street.Discord.Page, "moderator", street.Cancel))
            await moderator.DeleteAsync("general", card["id"]!.ToString(), street.Cancel);
        var (first, second) = (await street.ClaimAsync(), await street.ClaimAsync());

        await street.CompleteAsync(first);
        await street.WaitForStateAsync(id, JobState.Done);
        await street.Queue.FailAsync(second, new(FailureStage.Model, "The model has a cold."), retry: false, street.Cancel);
        await WaitForTheOutboxAsync(street);

        Assert.DoesNotContain(await street.AboutAsync("The model has a cold."), _ => true);
    }

    private static async Task WaitForTheOutboxAsync(Street street)
    {
        while ((await street.Queue.LookAsync(street.Cancel)).Outbox > 0) await Task.Delay(20, street.Cancel);
    }
}
