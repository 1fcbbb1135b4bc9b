using ChatVideoBot.Bot;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ChatVideoBot.Sandbox.Tests.Starting;

public sealed class HouseholdTests
{
    private static readonly Uri Api = new("http://127.0.0.1:1/api");

    [Theory]
    [InlineData("Bot:LongestSeconds", "1", "Bot:DefaultSeconds (2) must lie between")]
    [InlineData("Bot:EditEvery", "00:00:01", "EditEvery")]
    [InlineData("Queue:Name", "a b", "Name")]
    [InlineData("Discord:Homepage", "nowhere", "Discord:Homepage is 'nowhere'")]
    [InlineData("DISCORD_TOKEN", "", "set the environment variable DISCORD_TOKEN")]
    [InlineData("REDIS_URL", "http://127.0.0.1", "REDIS_URL")]
    public async Task A_wrong_setting_is_refused_in_a_sentence_before_anything_runs(string name, string value, string words)
    {
        await using var household = Household.Build(Api, "token", "redis://127.0.0.1:1", rooms =>
        {
            ((ConfigurationManager)rooms.Single(room => room.ServiceType == typeof(IConfiguration)).ImplementationFactory!(null!))[name] = value;
            rooms.AddBot();
        });

        var e = await Assert.ThrowsAnyAsync<Exception>(() => household.StartAsync(TestContext.Current.CancellationToken));

        var sentence = Household.Explain(e);
        Assert.NotNull(sentence);
        Assert.Contains(words, sentence);
        Assert.DoesNotContain("\n", sentence);
    }

    [Fact]
    public void A_fault_of_the_machine_is_explained_and_one_of_ours_is_not()
    {
        var away = new RedisAwayException("No Redis at redis://127.0.0.1:1.");

        Assert.Equal(away.Message, Household.Explain(away));
        Assert.Equal(away.Message, Household.Explain(new AggregateException(away)));
        Assert.Null(Household.Explain(new AggregateException(away, away)));
        Assert.Null(Household.Explain(new NullReferenceException()));
    }
}
