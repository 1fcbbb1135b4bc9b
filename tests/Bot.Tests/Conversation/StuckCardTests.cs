using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Queue;
using Microsoft.Extensions.DependencyInjection;

namespace ChatVideoBot.Bot.Tests.Conversation;

/// <summary>Cards that cannot be written, or that nobody would write: they hold up no other, and the user is told all the same.</summary>
public sealed class StuckCardTests
{
    [Fact]
    public async Task A_card_that_somebody_deleted_is_asked_for_once_and_not_every_two_seconds()
    {
        await using var street = await Street.BuildAsync();
        var id = await street.ImagineAsync("a deleted card");
        var lease = await street.ClaimAsync();
        var card = await street.WaitForTextAsync("a deleted card");
        await DeleteAsync(street, card);
        await street.Queue.ReportAsync(lease, 0.1, "Denoise", default, street.Cancel);
        await street.ImagineAsync("another card");
        var other = await street.ClaimAsync();

        foreach (var percent in (int[])[20, 40, 60]) // each needs an edit of the other card, two seconds apart
        {
            await street.Queue.ReportAsync(lease, percent / 100.0, "Denoise", default, street.Cancel);
            await street.Queue.ReportAsync(other, percent / 100.0, "Denoise", default, street.Cancel);
            await street.WaitForTextAsync($"{percent} %");
        }

        Assert.Single(street.Log.Lines, line => line.StartsWith($"The card of {id} could not be written", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_job_that_another_version_wrote_stops_neither_the_cards_nor_the_outbox()
    {
        await using var street = await Street.BuildAsync();
        var odd = await street.EnqueueAsync("an odd job", "{}");
        await street.CompleteAsync(await street.ClaimAsync());
        var nul = await street.EnqueueAsync("another odd job", """{"channel":null,"application":1}""");
        var id = await street.ImagineAsync("an ordinary job");

        await street.WaitForTextAsync("an ordinary job");
        await street.CompleteAsync(await street.ClaimAsync());
        await street.CompleteAsync(await street.ClaimAsync());

        await street.WaitForStateAsync(odd, JobState.Failed);
        await street.WaitForStateAsync(nul, JobState.Failed);
        await street.WaitForStateAsync(id, JobState.Done);
    }

    [Fact]
    public async Task A_failure_that_no_card_can_tell_is_told_in_a_message_to_the_user()
    {
        await using var street = await Street.BuildAsync();
        var id = await street.EnqueueAsync("a card never written", street.OldOrigin());
        Assert.True(await street.Queue.FailAsync(await street.ClaimAsync(), new(FailureStage.Model, "The model is too tired."), retry: false, street.Cancel));

        var message = await street.WaitForTextAsync("The model is too tired.");
        Assert.Equal(street.Member.Id, Assert.Single(message["mentions"]!.AsArray())!["id"]!.GetValue<string>());
        while ((await street.Queue.FindAsync(new(id), street.Cancel))!.MessageId != message["id"]!.GetValue<string>()) await Task.Delay(20, street.Cancel);
    }

    [Fact]
    public async Task A_job_far_back_in_the_line_has_a_card_too()
    {
        await using var street = await Street.BuildAsync(settings => settings.Configure<BotOptions>(bot => bot.MostShown = 1));
        await street.ImagineAsync("the first");
        await street.WaitForTextAsync("the first");
        await street.ImagineAsync("the second");

        Assert.Contains("About #2 in line", Street.Text(await street.WaitForTextAsync("the second")));
    }

    [Fact]
    public async Task A_card_of_a_job_that_Redis_forgot_loses_its_button_when_it_is_pressed()
    {
        await using var street = await Street.BuildAsync();
        var id = await street.ImagineAsync("a forgotten job");
        var card = await street.WaitForTextAsync("a forgotten job");
        await street.ForgetAllAsync();

        await street.Member.PressAsync("general", card["id"]!.GetValue<string>(), $"cancel:{id}", street.Cancel);

        await street.WaitForTextAsync("This clip is no longer known.");
        Assert.Empty((await street.WaitForTextAsync("a forgotten job"))["components"]!.AsArray());
    }

    [Fact]
    public void An_origin_without_an_address_is_none() =>
        Assert.All(["", "null", "{}", "[]", """{"channel":"1","application":"2"}"""], text => Assert.Null(Origin.Read(text)));

    private static async Task DeleteAsync(Street street, JsonNode message)
    {
        using var http = new HttpClient { BaseAddress = street.Discord.Page };
        var address = $"sandbox/messages/{street.Discord.GeneralChannelId}/{message["id"]!.GetValue<string>()}?user={street.Discord.ModeratorId}";
        (await http.DeleteAsync(address, street.Cancel)).EnsureSuccessStatusCode();
    }
}
