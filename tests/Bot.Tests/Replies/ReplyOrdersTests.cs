using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.People;
using ChatVideoBot.Bot.Replies;
using ChatVideoBot.Bot.Wording;

namespace ChatVideoBot.Bot.Tests.Replies;

public sealed class ReplyOrdersTests
{
    private static OrderReader Reader => new(Tongues.English, new(), new Person(), []);

    [Fact]
    public void Flags_in_a_message_are_read_as_those_of_a_command()
    {
        var (order, _) = ReplyOrders.Imagine("a red ball -s 0.5 -ar 16:9 -private", Reader, Tongues.English);

        Assert.Equal(("a red ball", 0.5, "16:9", true), (order!.Clip.Prompt, order.Clip.Seconds, order.Clip.Aspect, order.Clip.IsPrivate));
    }

    [Fact]
    public void A_flag_that_is_none_is_refused() =>
        Assert.Equal("-mtion: I know no such flag; the nearest is -motion.", ReplyOrders.Imagine("a red ball -mtion 2", Reader, Tongues.English).Refusal);

    [Theory]
    [InlineData("{a, b, c, d} ball", "")]
    [InlineData("{a, b, c, d, e} ball", "")]
    [InlineData("{a, b, c, d, e, f} ball", "prompt and variants: 6 clips at once are more than 5; ask for fewer.")]
    [InlineData("{a, b} ball -n 3", "prompt and variants: 6 clips at once are more than 5; ask for fewer.")]
    public void As_many_are_made_of_a_message_as_a_command_makes_unasked(string words, string refusal) =>
        Assert.Equal(refusal, ReplyOrders.Imagine(words, Reader, Tongues.English).Refusal);
}
