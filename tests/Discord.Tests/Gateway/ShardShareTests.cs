using ChatVideoBot.Discord.Gateway;

namespace ChatVideoBot.Discord.Tests.Gateway;

public sealed class ShardShareTests
{
    [Theory]
    [InlineData("8", 2, "chatvideobot-bot-0", "0-3/8")]
    [InlineData("8", 2, "chatvideobot-bot-1", "4-7/8")]
    [InlineData("3", 2, "bot-0", "0/3")]
    [InlineData("3", 2, "bot-1", "1-2/3")]
    [InlineData("4", 4, "3", "3/4")]
    public void The_number_at_the_end_of_a_process_name_picks_its_shards(string shards, int processes, string process, string expected)
    {
        Assert.Null(ShardRange.ReadShare(shards, processes, process, out var range));

        Assert.Equal(expected, range.ToString());
    }

    [Fact]
    public void Each_shard_is_run_by_one_process_and_no_process_runs_two_more_than_another()
    {
        for (var count = 1; count <= 40; count++)
        {
            for (var processes = 2; processes <= count; processes++)
            {
                var parts = Enumerable.Range(0, processes).Select(i => ShardRange.ReadShare($"{count}", processes, $"bot-{i}", out var range) is null ? range!.Value.Shards.ToArray() : []).ToArray();

                Assert.Equal(ShardRange.AllOf(count).Shards, parts.SelectMany(part => part));
                Assert.InRange(parts.Max(part => part.Length) - parts.Min(part => part.Length), 0, 1);
            }
        }
    }

    [Theory]
    [InlineData("", 2, "bot-0", "Discord:Shards is ''")]
    [InlineData("1", 2, "bot-0", "Discord:Shards is '1'")]
    [InlineData("0-1/4", 2, "bot-0", "Discord:Shards is '0-1/4'")]
    [InlineData("four", 2, "bot-0", "Discord:Shards is 'four'")]
    [InlineData("4", 2, "bot-2", "Discord:Process (or POD_NAME, or the machine's name) is 'bot-2'")]
    [InlineData("4", 2, "bot", "Discord:Process (or POD_NAME, or the machine's name) is 'bot'")]
    [InlineData("4", 2, "bot-99999999999999999999", "Discord:Process (or POD_NAME")]
    public void What_cannot_be_shared_is_told_by_the_settings_name(string shards, int processes, string process, string expected)
    {
        var sentence = ShardRange.ReadShare(shards, processes, process, out var range);

        Assert.Null(range);
        Assert.StartsWith(expected, sentence, StringComparison.Ordinal);
    }
}
