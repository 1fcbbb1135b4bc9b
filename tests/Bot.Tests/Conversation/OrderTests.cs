using ChatVideoBot.Queue;
using ChatVideoBot.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace ChatVideoBot.Bot.Tests.Conversation;

/// <summary>What becomes of an order: a place in line, or a sentence that says why not.</summary>
public sealed class OrderTests
{
    private static readonly Word Word = new("test", "");

    [Fact]
    public async Task Each_limit_refuses_in_a_sentence_with_its_number()
    {
        await using var street = await Street.BuildAsync(settings => settings.Configure<QueueOptions>(queue => queue.MostWaiting = 3));
        await RefusedAsync(street, LimitSubject.Everyone, new() { Waiting = 0 }, "may not ask for clips right now");
        await RefusedAsync(street, LimitSubject.Everyone, new() { GpuADay = TimeSpan.FromSeconds(1) }, "your computing time for today (1 s) too little is left");
        await RefusedAsync(street, LimitSubject.EveryGuild, new() { GpuADay = TimeSpan.FromSeconds(2) }, "this server has for today (2 s) too little is left");
        Assert.Matches(@"<t:\d+:R>", Street.Text(await street.WaitForTextAsync("this server has for today")));
        await street.ImagineAsync("the first");
        await street.WaitForTextAsync("Next in line");
        await RefusedAsync(street, LimitSubject.Everyone, new() { Waiting = 1 }, "You may have 1 clip waiting or in the making");
        await RefusedAsync(street, LimitSubject.EveryGuild, new() { Waiting = 1 }, "This server may have 1 clip in line");
        await street.ImagineAsync("the second");
        await street.ImagineAsync("the third");
        await street.WaitForTextAsync("About #3 in line");
        await RefusedAsync(street, LimitSubject.Everyone, null, "The line is full: 3 clips may wait");
        await street.Queue.DrainAsync(Word, street.Cancel);
        await RefusedAsync(street, LimitSubject.Everyone, null, "I take no new clips right now");

        Assert.Equal(3, (await street.Queue.LookAsync(street.Cancel)).Waiting);
    }

    [Fact]
    public async Task A_limit_of_a_role_is_that_of_its_members()
    {
        await using var street = await Street.BuildAsync();
        using var moderator = await SandboxPerson.SitDownAsync(street.Discord.Page, "moderator", street.Cancel);
        var roles = moderator.State["members"]!.AsArray().Single(member => member!["user"]!["id"]!.GetValue<string>() == moderator.Id)!["roles"]!.AsArray();
        await street.Queue.SetLimitsAsync(LimitSubject.Members(street.Discord.GuildId), new() { Waiting = 0 }, Word, street.Cancel);
        await street.Queue.SetLimitsAsync(LimitSubject.Role(roles[0]!["id"]!.GetValue<string>()), new() { Waiting = 5, Band = Band.Boosted }, Word, street.Cancel);

        await street.ImagineAsync(moderator, "a moderator's clip");
        await street.WaitForTextAsync("Next in line, boosted");

        await street.ImagineAsync("a member's clip");
        await street.WaitForTextAsync("may not ask for clips right now");
    }

    [Fact]
    public async Task What_no_worker_can_make_is_refused_at_once_for_the_users_eyes_alone_and_nothing_is_queued()
    {
        await using var street = await Street.BuildAsync();
        await street.AnnounceAsync(Street.Card);

        await street.ImagineAsync("a long clip", "seconds", 8);

        var answer = await street.WaitForTextAsync("seconds: 8 is not possible; pocket makes 0.5 to 4: the nearest is 4.");
        Assert.Equal(64, answer["flags"]!.GetValue<int>() & 64);
        await street.ImagineAsync("a short clip", "seconds", 4);
        await street.WaitForTextAsync("Next in line");
        Assert.Equal(1, (await street.Queue.LookAsync(street.Cancel)).Waiting);
    }

    [Fact]
    public async Task Without_a_card_nothing_is_checked_before_the_worker_does()
    {
        await using var street = await Street.BuildAsync();
        await street.AnnounceAsync();

        var id = await street.ImagineAsync("a long clip", "seconds", 8);

        Assert.Equal(id, (await street.ClaimAsync()).Id.Value);
    }

    [Fact]
    public async Task The_size_that_a_shape_becomes_is_told_while_the_clip_waits_and_once_with_it()
    {
        await using var street = await Street.BuildAsync();
        await street.AnnounceAsync(Street.Card);
        const string Note = "Aspect 16:9 became 5:3, the nearest that pocket makes.";

        var id = await street.ImagineAsync("a wide clip", "aspect", "16:9");
        await street.WaitForTextAsync(Note);
        await street.CompleteAsync(await street.ClaimAsync(), Street.Made with { Notes = [Note, "The prompt is longer than pocket reads; left out: \"*now*\"."] });
        await street.WaitForStateAsync(id, JobState.Done);

        var text = Street.Text(Assert.Single(await street.AboutAsync("a wide clip"), Street.HasFile));
        Assert.Equal(2, text.Split("5:3").Length);
        Assert.Contains("\\*now\\*", text);
    }

    [Fact]
    public async Task Without_a_worker_the_user_hears_it_at_once_and_the_clip_keeps_its_place()
    {
        await using var street = await Street.BuildAsync();
        var id = await street.ImagineAsync("nobody there");
        await street.WaitForTextAsync("No worker is running right now. Your clip keeps its place");

        await street.CompleteAsync(await street.ClaimAsync());

        await street.WaitForStateAsync(id, JobState.Done);
    }

    [Fact]
    public async Task A_job_that_is_in_line_is_acknowledged_though_the_queue_then_falls_silent()
    {
        await using var street = await Street.BuildAsync();
        await street.AnnounceAsync();
        await street.AskRedisAsync("SET vq:{main}:eta broken"); // no estimate can be read, and so no job
        var id = await street.ImagineAsync("a queue that falls silent");

        var card = await street.WaitForTextAsync("In line. The queue does not answer right now");
        Assert.Contains($"cancel:{id}", card["components"]!.ToJsonString());
        await street.AskRedisAsync("DEL vq:{main}:eta");

        while (!Street.Text(await street.WaitForTextAsync("a queue that falls silent")).Contains("Starting")) await Task.Delay(20, street.Cancel);
    }

    private static async Task RefusedAsync(Street street, LimitSubject subject, Limits? limits, string words)
    {
        if (limits is not null) await street.Queue.SetLimitsAsync(subject, limits, Word, street.Cancel);
        await street.ImagineAsync("one too many");
        Assert.StartsWith("⚠️", Street.Text(await street.WaitForTextAsync(words)));
        if (limits is not null) await street.Queue.SetLimitsAsync(subject, null, Word, street.Cancel);
    }
}
