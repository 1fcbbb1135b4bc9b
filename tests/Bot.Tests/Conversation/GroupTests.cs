using System.Text.Json.Nodes;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Tests.Conversation;

/// <summary>Orders of several clips: one card, a message for each clip.</summary>
public sealed class GroupTests
{
    [Fact]
    public async Task Variants_have_one_card_that_goes_when_the_last_clip_is_posted()
    {
        await using var street = await Street.BuildAsync();
        await street.AnnounceAsync();
        var id = await street.ImagineAsync("two balls", "variants", 2);
        var card = await street.WaitForTextAsync("2 clips");
        Assert.Contains($"cancel:{id}", card["components"]!.ToJsonString());
        var (first, second) = (await street.ClaimAsync(), await street.ClaimAsync());
        Assert.Equal(first.Clip.Seed + 1, second.Clip.Seed);

        await street.CompleteAsync(first);
        await street.WaitForStateAsync(id, JobState.Done);
        await street.WaitForTextAsync($"- seed {first.Clip.Seed}: ✅");
        await street.StopBotAsync();
        await street.StartBotAsync();
        await street.CompleteAsync(second);
        await street.WaitForStateAsync($"{id}-2", JobState.Done);

        Assert.Equal(2, (await street.AboutAsync("two balls")).Count(Street.HasFile));
        await GoneAsync(street, card);
    }

    [Fact]
    public async Task What_fails_stays_on_the_card_when_all_are_over()
    {
        await using var street = await Street.BuildAsync();
        await street.AnnounceAsync();
        var id = await street.ImagineAsync("{red, blue} things");
        var card = await street.WaitForTextAsync("2 clips");
        Assert.Contains("- red things: ", Street.Text(card));
        var (first, second) = (await street.ClaimAsync(), await street.ClaimAsync());

        await street.Queue.FailAsync(first, new(FailureStage.Model, "The model has a cold."), retry: false, street.Cancel);
        await street.WaitForTextAsync("The model has a cold.");
        await street.CompleteAsync(second);
        await street.WaitForStateAsync($"{id}-2", JobState.Done);

        var last = await street.Member.WaitForMessageAsync(
            "general", message => message["id"]!.ToString() == card["id"]!.ToString() && message["components"]!.AsArray().Count == 0, street.Cancel);
        Assert.Contains("- red things: ⚠️", Street.Text(last));
        Assert.Contains("- blue things: ✅", Street.Text(last));
    }

    [Fact]
    public async Task Cancel_cancels_all_that_are_not_over()
    {
        await using var street = await Street.BuildAsync();
        await street.AnnounceAsync();
        var id = await street.ImagineAsync("three balls", "variants", 3);
        var card = await street.WaitForTextAsync("3 clips");
        await street.CompleteAsync(await street.ClaimAsync());
        await street.WaitForStateAsync(id, JobState.Done);

        await street.PressAsync("cancel", card);

        await street.WaitForStateAsync($"{id}-2", JobState.Cancelled);
        await street.WaitForStateAsync($"{id}-3", JobState.Cancelled);
        Assert.Equal(JobState.Done, (await street.JobAsync(id)).State);
        await street.Member.WaitForMessageAsync("general", message => Street.Text(message).Contains("🚫") && message["components"]!.AsArray().Count == 0, street.Cancel);
    }

    [Fact]
    public async Task Many_clips_are_made_after_a_yes_once_however_often_it_is_said_and_after_a_restart()
    {
        await using var street = await Street.BuildAsync();
        await street.AnnounceAsync();
        var id = await street.ImagineAsync("{a, b, c, d, e, f} ball");
        var question = await street.WaitForTextAsync("This makes 6 clips.");
        Assert.True(Street.IsEphemeral(question));
        Assert.Null(await street.Queue.FindAsync(new(id), street.Cancel));

        await street.StopBotAsync();
        await street.StartBotAsync();
        await PressYesAsync();
        await street.WaitForTextAsync("6 clips\n");
        await PressYesAsync();
        await street.WaitForTextAsync("These clips are in line already.");

        Assert.Equal(6, (await street.Queue.LookAsync(street.Cancel)).Waiting);
        Assert.Equal("f ball", (await street.JobAsync($"{id}-6")).Clip.Prompt);

        Task PressYesAsync() => street.Member.PressAsync("general", question["id"]!.ToString(), $"many:yes:{id}", street.Cancel);
    }

    [Fact]
    public async Task A_no_makes_nothing()
    {
        await using var street = await Street.BuildAsync();
        var id = await street.ImagineAsync("{a, b, c, d, e, f} ball");
        var question = await street.WaitForTextAsync("This makes 6 clips.");

        await street.Member.PressAsync("general", question["id"]!.ToString(), $"many:no:{id}", street.Cancel);
        Assert.Empty((await street.WaitForTextAsync("Nothing was made."))["components"]!.AsArray());

        Assert.Equal(0, (await street.Queue.LookAsync(street.Cancel)).Waiting);
    }

    [Fact]
    public async Task What_a_limit_leaves_out_is_told()
    {
        await using var street = await Street.BuildAsync();
        await street.AnnounceAsync();
        await street.Queue.SetLimitsAsync(LimitSubject.Everyone, new() { Waiting = 2 }, new("test", ""), street.Cancel);

        await street.ImagineAsync("four balls", "variants", 4);

        var told = await street.WaitForTextAsync("2 of 4 clips are in line. You may have 2 clips waiting");
        Assert.True(Street.IsEphemeral(told));
        Assert.Contains("· 2 clips", Street.Text(await street.WaitForTextAsync("**four balls**")));
    }

    private static async Task GoneAsync(Street street, JsonNode message)
    {
        while ((await street.Member.ReadChannelAsync("general", street.Cancel)).Any(one => one["id"]!.ToString() == message["id"]!.ToString()))
            await Task.Delay(20, street.Cancel);
    }
}
