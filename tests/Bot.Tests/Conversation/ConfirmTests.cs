using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Queue;
using Microsoft.Extensions.DependencyInjection;

namespace ChatVideoBot.Bot.Tests.Conversation;

/// <summary>Orders of many clips that were asked about first, and what a first order becomes.</summary>
public sealed class ConfirmTests
{
    private const string Six = "{a, b, c, d, e, f} ball";

    [Fact]
    public async Task A_second_yes_finishes_what_the_first_one_left_undone()
    {
        await using var street = await Street.BuildAsync();
        await street.AnnounceAsync();
        var id = await street.ImagineAsync(Six);
        var question = await street.WaitForTextAsync("This makes 6 clips.");
        var origin = new Origin(street.Discord.GeneralChannelId, street.Discord.ApplicationId, "of-the-first-yes", "", null) { Order = id, Count = 6 };
        for (var i = 1; i <= 2; i++) // and then its process died
        {
            var name = i == 1 ? id : $"{id}-{i}";
            await street.Queue.EnqueueAsync(new(new(name), street.Member.Id, street.Discord.GuildId, new() { Prompt = "a ball", Seed = 7 }, origin.Write()), street.Cancel);
        }

        await street.Member.PressAsync("general", question["id"]!.ToString(), $"many:yes:{id}", street.Cancel);
        await street.WaitForTextAsync("These clips are in line already.");

        Assert.Equal(6, (await street.Queue.LookAsync(street.Cancel)).Waiting);
        Assert.Equal("of-the-first-yes", Origin.Read((await street.JobAsync($"{id}-6")).Origin)!.Token); // one card for all
    }

    [Fact]
    public async Task All_clips_of_one_question_have_the_seed_that_was_drawn_when_it_was_asked()
    {
        await using var street = await Street.BuildAsync();
        await street.AnnounceAsync();
        await street.Member.UseAsync("general", "imagine", new Dictionary<string, object> { ["prompt"] = Six }, street.Cancel);
        var question = await street.WaitForTextAsync("This makes 6 clips.");
        var yes = Street.CustomIds(question)[0];

        await street.Member.PressAsync("general", question["id"]!.ToString(), yes, street.Cancel);
        await street.WaitForTextAsync("6 clips\n");

        var id = yes.Split(':')[2];
        var first = await street.JobAsync(id);
        Assert.Equal(first.Clip.Seed, (await street.JobAsync($"{id}-6")).Clip.Seed);
    }

    [Fact]
    public async Task Five_clips_are_made_unasked()
    {
        await using var street = await Street.BuildAsync();
        await street.AnnounceAsync();

        await street.ImagineAsync("{a, b, c, d, e} ball");
        await street.WaitForTextAsync("5 clips\n");

        Assert.Equal(5, (await street.Queue.LookAsync(street.Cancel)).Waiting);
    }

    [Fact]
    public async Task A_question_that_is_over_makes_nothing()
    {
        await using var street = await Street.BuildAsync();
        var id = await street.ImagineAsync(Six);
        var question = await street.WaitForTextAsync("This makes 6 clips.");
        await street.AskRedisAsync($"DEL vq:{{main}}:bot:order:{id}"); // an hour later

        await street.Member.PressAsync("general", question["id"]!.ToString(), Street.CustomIds(question)[0], street.Cancel);
        await street.WaitForTextAsync("This question is over; ask again.");

        Assert.Equal(0, (await street.Queue.LookAsync(street.Cancel)).Waiting);
    }

    [Fact]
    public async Task A_first_order_of_one_word_becomes_a_scene_and_the_card_says_so()
    {
        await using var street = await Street.BuildAsync(settings => settings.Configure<BotOptions>(bot => bot.FewWords = "on the grass"));
        await street.AnnounceAsync();

        var id = await street.ImagineAsync("ball");

        await street.WaitForTextAsync("I added “on the grass”");
        Assert.Equal("ball, on the grass", (await street.JobAsync(id)).Clip.Prompt);
    }

    [Fact]
    public async Task Only_models_that_live_workers_serve_are_offered_each_with_what_it_makes()
    {
        await using var street = await Street.BuildAsync();
        await street.AnnounceAsync(Street.Card);

        var offered = Assert.Single(await street.Member.OfferedAsync("general", "imagine", "model", "po", street.Cancel));

        Assert.Equal("pocket", offered["value"]!.ToString());
        Assert.Equal("pocket: to 4 s, about 64 × 64, from words and pictures", offered["name"]!.ToString());
        Assert.Empty(await street.Member.OfferedAsync("general", "imagine", "model", "wan", street.Cancel));
        Assert.Equal(8, (await street.Member.OfferedAsync("general", "imagine", "camera", "pan", street.Cancel)).Count);
    }
}
