using System.Text.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Moderation;
using ChatVideoBot.Bot.Moderation.Bans;
using ChatVideoBot.Bot.Moderation.Cases;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Tests.People;

/// <summary>/settings and /privacy through the sandbox's Discord.</summary>
public sealed class KeepingTests
{
    private static readonly Dictionary<string, object> Nothing = [];

    private static string Id(JsonNode message) => message["id"]!.GetValue<string>();

    /// <summary>The form that opens when something is done.</summary>
    internal static async Task<JsonNode> FormAsync(Street street, Func<Task> act)
    {
        var acted = false;
        await foreach (var heard in street.Member.EventsAsync(street.Cancel))
        {
            if (!acted) await act();
            acted = true;
            if (heard["t"]!.GetValue<string>() == "INTERACTION_MODAL") return heard["d"]!;
        }
        throw new InvalidOperationException("The events ended.");
    }

    [Fact]
    public async Task Settings_are_shown_saved_refused_and_reset()
    {
        await using var street = await Street.BuildAsync();
        await street.AnnounceAsync(Street.Card);
        var form = await FormAsync(street, () => street.Member.UseAsync("general", "settings", Nothing, street.Cancel));
        Assert.Contains("pocket", form.ToJsonString()); // a model that somebody can make

        await street.Member.SendFormAsync("general", "settings", Fields("99"), street.Cancel);
        await street.WaitForTextAsync("seconds: 99 is too long; the longest clip is 60 s.");
        await FormAsync(street, () => street.Member.UseAsync("general", "settings", Nothing, street.Cancel));
        await street.Member.SendFormAsync("general", "settings", Fields("a while"), street.Cancel);
        await street.WaitForTextAsync("seconds: “a while” is not a number; write it like 2.");

        await FormAsync(street, () => street.Member.UseAsync("general", "settings", Nothing, street.Cancel));
        await street.Member.SendFormAsync("general", "settings", Fields("3,5"), street.Cancel);
        var saved = await street.WaitForTextAsync("Length: **3.5 s**");
        Assert.Contains("Width to height: **16:9**", Street.Text(saved));
        Assert.Contains("Private: **on**", Street.Text(saved));
        Assert.Contains("Direct messages: **off**", Street.Text(saved));

        await street.StopBotAsync();
        await street.StartBotAsync();
        form = await FormAsync(street, () => street.Member.UseAsync("general", "settings", Nothing, street.Cancel));
        Assert.Contains("\"3.5\"", form.ToJsonString());
        await street.Member.PressAsync("general", Id(saved), "settings:reset", street.Cancel);
        await street.WaitForTextAsync("All is as it was at first.");

        static Dictionary<string, object> Fields(string seconds) => new()
        {
            ["seconds"] = seconds,
            ["aspect"] = "16 : 9",
            ["style"] = "",
            ["model"] = new[] { "pocket" },
            ["switches"] = new[] { "private", "ping" },
        };
    }

    [Fact]
    public async Task What_is_kept_is_told_handed_out_and_forgotten()
    {
        await using var street = await Street.BuildAsync();
        var made = await street.ImagineAsync("a made ball");
        await street.CompleteAsync(await street.ClaimAsync());
        await street.WaitForStateAsync(made, JobState.Done);
        var open = await street.ImagineAsync("an open ball");
        await street.WaitForStateAsync(open, JobState.Waiting);
        await street.Keepsakes.WriteAsync($"person:{street.Member.Id}", """{"seconds": 4}""", TimeSpan.FromHours(1), street.Cancel);
        await street.Keepsakes.WriteAsync("clip:77", $$"""{"id": "77", "user": "{{street.Member.Id}}", "clip": {"prompt": "an old ball"}, "postedMessage": "78"}""", TimeSpan.FromHours(1), street.Cancel);
        await street.Keepsakes.FileAsync($"clips:{street.Member.Id}", "77", DateTimeOffset.UtcNow, 10, TimeSpan.FromHours(1), street.Cancel);
        var settings = Options.Create(new BotOptions());
        var user = street.Member.Id;
        await new ReportBook(street.Keepsakes, settings).AddAsync(new("79", "a seal", "2", user, "other", "it barks", "", DateTimeOffset.UtcNow), street.Cancel);
        await new ReportBook(street.Keepsakes, settings).AddAsync(new("77", "an old ball", user, "2", "other", "too round", "", DateTimeOffset.UtcNow), street.Cancel);
        await new CaseBook(street.Keepsakes, settings).OpenAsync(new("77", CaseKind.Reported, "5", "6", user, "an old ball", "", "", DateTimeOffset.UtcNow), street.Cancel);
        await new BanBook(street.Keepsakes, new Marks(street.Keepsakes), TimeProvider.System).BarAsync("5", user, null, "2", "spam", street.Cancel);
        await street.Queue.SetLimitsAsync(LimitSubject.Member("5", user), new() { Waiting = 9 }, new("2", "x"), street.Cancel);
        await new GuildBook(street.Keepsakes, settings).ChangeAsync("5", rules => rules with { Limits = new Dictionary<string, ClipLimits> { [$"user:{user}"] = new(2, null) } }, street.Cancel);

        await street.Member.UseAsync("general", "privacy", Nothing, street.Cancel);
        var told = await street.WaitForTextAsync("What is kept about you");
        Assert.Contains("for 3 years after the last change", Street.Text(told));
        Assert.Contains("7 days after a clip is made", Street.Text(told));
        Assert.Contains("of a failed one for 30 days", Street.Text(told));
        Assert.Contains("24 hours", Street.Text(told));

        await street.Member.PressAsync("general", Id(told), "privacy:export", street.Cancel);
        var export = await street.Member.WaitForMessageAsync("general", message => Street.Text(message).Contains("everything that is kept about you") && Street.HasFile(message), street.Cancel);
        Assert.Equal(64, export["flags"]!.GetValue<int>() & 64);
        var file = JsonNode.Parse(await street.Member.DownloadAsync(export["attachments"]![0]!["url"]!.GetValue<string>(), street.Cancel))!;
        Assert.Equal(4, file["settings"]!["seconds"]!.GetValue<double>());
        Assert.Contains("an old ball", file["clips"]!.ToJsonString());
        Assert.Equal("an open ball", file["openJobs"]![0]!["clip"]!["prompt"]!.GetValue<string>());
        Assert.Equal("it barks", Assert.Single(file["reports"]!.AsArray())!["words"]!.GetValue<string>());
        Assert.Equal(("5", "an old ball"), (file["cases"]![0]!["guild"]!.GetValue<string>(), file["cases"]![0]!["words"]!.GetValue<string>()));
        Assert.Equal(("5", "spam"), (file["bans"]![0]!["guild"]!.GetValue<string>(), file["bans"]![0]!["why"]!.GetValue<string>()));
        Assert.Equal(("5", 9), (file["limits"]![0]!["guild"]!.GetValue<string>(), file["limits"]![0]!["limits"]!["waiting"]!.GetValue<int>()));
        Assert.Equal(2, file["clipLimits"]![0]!["limits"]!["seconds"]!.GetValue<double>());
        Assert.DoesNotContain("too round", file.ToJsonString()); // what others said, and who they are, is theirs

        await street.Member.PressAsync("general", Id(told), "privacy:forget", street.Cancel);
        await street.WaitForTextAsync("Forget all of it?");
        Assert.Equal(JobState.Waiting, (await street.Queue.FindAsync(new(open), street.Cancel))!.State);
        await street.Member.PressAsync("general", Id(told), "privacy:really", street.Cancel);
        await street.WaitForTextAsync("cancelled in line: 1");
        await street.WaitForTextAsync("Cancelled"); // its card
        while ((await street.Queue.ReadForgettingsAsync(street.Cancel)).Count > 0) await Task.Delay(20, street.Cancel);
        Assert.Null(await street.Queue.FindAsync(new(made), street.Cancel));
        Assert.Null(await street.Queue.FindAsync(new(open), street.Cancel));
        Assert.Null(await street.Keepsakes.ReadAsync($"person:{street.Member.Id}", street.Cancel));
        Assert.Null(await street.Keepsakes.ReadAsync("clip:77", street.Cancel));
        Assert.Single(await street.AboutAsync("a made ball"), Street.HasFile); // messages stay
    }

    [Theory]
    [InlineData("00:00:30", "not at all")]
    [InlineData("00:01:00", "1 minute")]
    [InlineData("01:00:00", "1 hour")]
    [InlineData("1.23:00:00", "47 hours")]
    [InlineData("2.00:00:00", "2 days")]
    [InlineData("729.00:00:00", "729 days")]
    [InlineData("730.00:00:00", "2 years")]
    public void A_span_is_told_in_its_own_unit(string span, string told) =>
        Assert.Equal(told, Bot.Commands.PrivacyCommand.Span(TimeSpan.Parse(span, System.Globalization.CultureInfo.InvariantCulture), Bot.Wording.Tongues.English));
}
