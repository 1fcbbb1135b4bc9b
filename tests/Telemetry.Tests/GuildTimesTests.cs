using ChatVideoBot.Queue;

namespace ChatVideoBot.Telemetry.Tests;

public sealed class GuildTimesTests
{
    [Fact]
    public void A_few_guilds_have_a_name_the_others_share_one_and_nothing_is_lost()
    {
        var (times, random, sum) = (new GuildTimes(most: 3), new Random(7), 0.0);
        var before = new Dictionary<string, double>();
        for (var i = 0; i < 5_000; i++)
        {
            var seconds = random.NextDouble() * 10;
            times.Add($"g{(int)(100 * Math.Pow(random.NextDouble(), 3))}", seconds);
            sum += seconds;
            foreach (var (name, value) in times.Read())
            {
                Assert.True(value >= before.GetValueOrDefault(name), "a sum never falls");
                before[name] = value;
            }
            Assert.InRange(times.Read().Count, 1, 4);
        }

        Assert.Equal(sum, before.Values.Sum(), 3);
        Assert.Contains("g0", times.Read().Select(guild => guild.Name)); // it takes the most
    }
}
