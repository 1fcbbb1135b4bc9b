using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.Wording;

namespace ChatVideoBot.Bot.Tests.Orders;

public sealed class PromptTextTests
{
    [Theory]
    [InlineData("a red ball -ar 16:9", "a red ball", "aspect=16:9")]
    [InlineData("a red ball --ar 16:9 --seed 7", "a red ball", "aspect=16:9;seed=7")]
    [InlineData("-motion 2 a red ball -gs 12 -fps 12", "a red ball", "motion=2;guidance=12;fps=12")]
    [InlineData("a ball —motion high", "a ball", "motion=high")] // a telephone made one dash of two
    [InlineData("a ball -neg \"blurry, text\" -seed 7", "a ball", "negative=blurry, text;seed=7")]
    [InlineData("a ball -neg “blurry, text” in snow", "a ball in snow", "negative=blurry, text")]
    [InlineData("a ball --no people, cars", "a ball", "negative=people, cars")]
    [InlineData("a ball -camera pan up right over the sea", "a ball over the sea", "camera=pan up right")]
    [InlineData("a ball -camera spin", "a ball", "camera=spin")] // the camera's own reader refuses it
    [InlineData("a ball -style pixel art -loop", "a ball", "style=pixel art;loop=true")]
    [InlineData("a ball -private -n 4 -s 2,5", "a ball", "private=true;variants=4;seconds=2,5")]
    [InlineData("a ball -seed -5", "a ball", "seed=-5")] // out of range, which is said elsewhere
    [InlineData("a well-known ball - red - at -5 degrees", "a well-known ball - red - at -5 degrees", "")]
    [InlineData("赤いボール 🎈 -ar 1:1", "赤いボール 🎈", "aspect=1:1")]
    [InlineData("say \"hello\" -seed 1", "say \"hello\"", "seed=1")]
    [InlineData("-seed 7", "", "seed=7")]
    [InlineData("a ball -seed=7 --ar=16:9 -fps12", "a ball", "seed=7;aspect=16:9;fps=12")]
    [InlineData("a ball -AR16:9 --neg:\"a, b\"", "a ball", "aspect=16:9;negative=a, b")]
    [InlineData("a ball －ar 1:1 −seed 7", "a ball", "aspect=1:1;seed=7")] // wide, and a minus
    [InlineData("a ball -loop false -private TRUE", "a ball", "loop=false;private=TRUE")]
    [InlineData("a ball —he said— rolls", "a ball —he said— rolls", "")]
    [InlineData("a sign that says \"buy -loop now\" -seed 1", "a sign that says \"buy -loop now\"", "seed=1")]
    [InlineData("a ball -no \"red cars\" at night", "a ball at night", "negative=red cars")]
    [InlineData("a t-shirt -t-shirt -3d", "a t-shirt -t-shirt -3d", "")]
    [InlineData("a 5\" nail -seed 7 a 6\" nail", "a 5\" nail a 6\" nail", "seed=7")]
    [InlineData("", "", "")]
    [InlineData("---x a", "---x a", "")]
    public void Words_and_flags_are_told_apart(string typed, string words, string flags)
    {
        var read = PromptText.Read(typed, Tongues.English);

        Assert.Equal("", read.Refusal);
        Assert.Equal(words, read.Words);
        Assert.Equal(flags, string.Join(';', read.Flags.Select(flag => $"{flag.Key}={flag.Value}")));
    }

    [Theory]
    [InlineData("a ball -sed 7", "-sed", "nearest is -seed")]
    [InlineData("a ball --aspekt 1:1", "--aspekt", "nearest is -aspect")]
    [InlineData("a ball -seed", "-seed", "needs a value")]
    [InlineData("a ball -seed=", "-seed", "needs a value")]
    [InlineData("a ball -chaos 5", "-chaos", "nearest is")]
    [InlineData("a ball -seed -ar 1:1", "-seed", "needs a value")]
    [InlineData("a ball -neg \"\"", "-neg", "needs a value")]
    [InlineData("a ball -seed 7 --seed 8", "--seed", "say it once")]
    [InlineData("a ball -ar 1:1 -aspect 16:9", "-aspect", "say it once")]
    public void A_flag_that_cannot_be_read_is_refused_by_its_name(string typed, string flag, string why)
    {
        var read = PromptText.Read(typed, Tongues.English);

        Assert.StartsWith(flag + ":", read.Refusal);
        Assert.Contains(why, read.Refusal);
    }

    [Fact]
    public void Any_text_is_read_in_time()
    {
        var random = new Random(7);
        const string letters = "ab -–—\"“”{}\\,:\n\u3042\U0001F388";
        for (var i = 0; i < 2000; i++)
        {
            var typed = new string([.. Enumerable.Range(0, random.Next(60)).Select(_ => letters[random.Next(letters.Length)])]);
            var read = PromptText.Read(typed, Tongues.English);
            Assert.True(read.Words.Length <= typed.Length);
        }
        Assert.Equal(6000, PromptText.Read(new string('a', 6000), Tongues.English).Words.Length);
    }
}
