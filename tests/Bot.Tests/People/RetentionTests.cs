using System.Globalization;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Tests.Conversation;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Tests.People;

/// <summary>How long what is known of clips is kept, read from the time that Redis gives the keys.</summary>
public sealed class RetentionTests
{
    [Theory]
    [InlineData(0, 3 * 365)]
    [InlineData(30, 30)]
    [InlineData(5000, 3 * 365)] // a server keeps nothing for longer than the owner does
    public async Task A_clip_is_known_for_as_long_as_the_owner_says_or_less_where_its_server_says_so(int days, int kept)
    {
        await using var street = await Street.BuildAsync();
        await new GuildBook(street.Keepsakes, Options.Create(new BotOptions())).ChangeAsync(street.Discord.GuildId, rules => rules with { RetentionDays = days }, street.Cancel);

        var (id, message) = await street.ClipAsync("a ball that is kept");

        Assert.Equal(kept, await DaysAsync($"clip:{id}"));
        Assert.Equal(kept, await DaysAsync($"message:{message["id"]!.GetValue<string>()}"));

        async Task<int> DaysAsync(string name) => (int)Math.Round(TimeSpan.FromMilliseconds(long.Parse(
            (await street.AskRedisAsync("PTTL vq:{main}:bot:" + name))[0][1..], CultureInfo.InvariantCulture)).TotalDays);
    }
}
