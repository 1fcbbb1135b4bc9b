using ChatVideoBot.Bot.People;
using ChatVideoBot.Bot.Tests.Conversation;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Tests.People;

/// <summary>What is remembered of a user, changed from several sides.</summary>
public sealed class PeopleShelfTests
{
    [Fact]
    public async Task Settings_that_are_changed_while_a_clip_is_counted_both_stand()
    {
        await using var street = await Street.BuildAsync();
        var shelf = new PeopleShelf(street.Keepsakes, Options.Create(new BotOptions()));
        var wasDisturbed = false;

        var now = await shelf.ChangeAsync("7", person =>
        {
            if (!wasDisturbed) // between the reading and the writing somebody sends the form
            {
                wasDisturbed = true;
                shelf.ChangeAsync("7", before => before with { Style = "noir", Seconds = 4 }, street.Cancel).GetAwaiter().GetResult();
            }
            return person with { Clips = 3 };
        }, street.Cancel);

        Assert.Equal((3, "noir", 4.0), (now.Clips, now.Style, now.Seconds));
        Assert.Equal(now, await shelf.ReadAsync("7", street.Cancel));
    }

    [Fact]
    public async Task Many_changes_at_once_all_stand()
    {
        await using var street = await Street.BuildAsync();
        var shelf = new PeopleShelf(street.Keepsakes, Options.Create(new BotOptions()));

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => shelf.ChangeAsync("7", person => person with { Clips = person.Clips + 1 }, street.Cancel)));

        Assert.Equal(10, (await shelf.ReadAsync("7", street.Cancel)).Clips);
    }

    [Fact]
    public async Task The_form_keeps_what_it_does_not_hold()
    {
        await using var street = await Street.BuildAsync();
        var shelf = new PeopleShelf(street.Keepsakes, Options.Create(new BotOptions()));
        var agreed = DateTimeOffset.FromUnixTimeSeconds(1_000_000);
        await street.Member.UseAsync("general", "settings", new Dictionary<string, object>(), street.Cancel);
        await shelf.ChangeAsync(street.Member.Id, person => person with { Clips = 5, ConsentedAt = agreed }, street.Cancel); // while the form is open

        await street.FillAsync("settings", new Dictionary<string, string> { ["seconds"] = "3", ["style"] = "noir" });

        await street.WaitForTextAsync("noir");
        var person = await shelf.ReadAsync(street.Member.Id, street.Cancel);
        Assert.Equal((5, agreed, 3.0, "noir"), (person.Clips, person.ConsentedAt, person.Seconds, person.Style));
    }
}
