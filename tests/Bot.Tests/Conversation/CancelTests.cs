using ChatVideoBot.Queue;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Bot.Tests.Conversation;

public sealed class CancelTests
{
    [Fact]
    public async Task A_waiting_clip_is_cancelled_by_its_requester()
    {
        await using var street = await Street.BuildAsync();
        var id = await street.ImagineAsync("a yellow heart");
        await PressAsync(street, street.Member, id);

        await street.WaitForTextAsync("Cancelled.");
        await street.WaitForStateAsync(id, JobState.Cancelled);
    }

    [Fact]
    public async Task A_running_clip_is_told_to_stop_and_the_card_says_so()
    {
        await using var street = await Street.BuildAsync();
        var id = await street.ImagineAsync("a green heart");
        var lease = await street.ClaimAsync();
        await PressAsync(street, street.Member, id);

        await street.WaitForTextAsync("Stopping");
        Assert.Equal(Beat.Cancel, await street.Queue.RenewAsync(lease, street.Cancel));
        Assert.True(await street.Queue.CancelledAsync(lease, street.Cancel));
        await street.WaitForTextAsync("Cancelled.");
    }

    [Fact]
    public async Task A_moderator_may_cancel_others_clips_and_a_member_may_not()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await SandboxPerson.SitDownAsync(street.Discord.Page, "moderator", street.Cancel);
        using var owner = await SandboxPerson.SitDownAsync(street.Discord.Page, "owner", street.Cancel);
        var id = await owner.UseAsync("general", "imagine", new Dictionary<string, object> { ["prompt"] = "the owner's clip" }, street.Cancel);

        await PressAsync(street, street.Member, id);
        await street.WaitForTextAsync("Only the person who asked for a clip, or a moderator, can cancel it.");
        Assert.Equal(JobState.Waiting, (await street.Queue.FindAsync(new(id), street.Cancel))!.State);

        await PressAsync(street, moderator, id);
        await street.WaitForStateAsync(id, JobState.Cancelled);
    }

    [Fact]
    public async Task The_queue_command_shows_ones_own_clips_to_oneself_only()
    {
        await using var street = await Street.BuildAsync();
        await street.ImagineAsync("a blue whale");
        await street.WaitForTextAsync("a blue whale");

        await street.Member.UseAsync("general", "queue", new Dictionary<string, object>(), street.Cancel);

        var answer = await street.WaitForTextAsync("0 running, 1 waiting");
        Assert.Contains("a blue whale", Street.Text(answer));
        Assert.Contains("next in line, no worker can make it right now", Street.Text(answer));
        Assert.Equal(64, answer["flags"]!.GetValue<int>() & 64);
    }

    private static async Task PressAsync(Street street, SandboxPerson person, string id)
    {
        var card = await person.WaitForMessageAsync("general", message => message["components"]!.ToJsonString().Contains($"cancel:{id}"), street.Cancel);
        await person.PressAsync("general", card["id"]!.GetValue<string>(), $"cancel:{id}", street.Cancel);
    }
}
