using ChatVideoBot.Discord.Gateway;

namespace ChatVideoBot.Discord.Tests.Gateway;

public sealed class ShardRangeTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("  ", null)]
    [InlineData("4", "0/4 1/4 2/4 3/4")]
    [InlineData("1", "0/1")]
    [InlineData(" 0-3/8 ", "0/8 1/8 2/8 3/8")]
    [InlineData("5/8", "5/8")]
    [InlineData("7-7/8", "7/8")]
    public void The_setting_names_the_shards(string? setting, string? expected)
    {
        Assert.Null(ShardRange.Read(setting, out var range));

        Assert.Equal(expected, range is { } chosen ? string.Join(" ", chosen.Shards) : null);
    }

    [Theory]
    [InlineData("0", "'1'")]
    [InlineData("-4", "'4'")]
    [InlineData("99999999999999999999", "'16384'")]
    [InlineData("8/8", "'7/8'")]
    [InlineData("0-8/8", "'8'")]
    [InlineData("0-7/8", null)]
    [InlineData("3-1/4", "'1-3/4'")]
    [InlineData("9-12/8", "'7/8'")]
    [InlineData("2/0", "'1'")]
    [InlineData("four", "to leave it empty")]
    [InlineData("0,1", "'1'")]
    [InlineData("4/", "'4'")]
    public void A_wrong_setting_is_told_with_the_nearest_that_is_right(string setting, string? nearest)
    {
        var sentence = ShardRange.Read(setting, out var range);

        if (nearest is null)
        {
            Assert.Null(sentence);
            return;
        }
        Assert.Null(range);
        Assert.StartsWith($"Discord:Shards is '{setting}': ", sentence, StringComparison.Ordinal);
        Assert.Contains("the nearest is " + nearest, sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_nearest_that_is_told_is_right_itself()
    {
        var random = new Random(1);
        for (var i = 0; i < 5_000; i++)
        {
            var setting = new string([.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => "0123456789-/ x"[random.Next(14)])]);
            if (ShardRange.Read(setting, out var range) is { } sentence)
            {
                var quoted = sentence[(sentence.LastIndexOf("the nearest is", StringComparison.Ordinal) + 14)..].Split('\'');
                Assert.Null(ShardRange.Read(quoted.Length > 1 ? quoted[1] : "", out _));
            }
            else
            {
                Assert.True(range is null || range.Value.Shards.All(shard => shard.Index >= 0 && shard.Index < shard.Count), setting);
            }
        }
    }
}
