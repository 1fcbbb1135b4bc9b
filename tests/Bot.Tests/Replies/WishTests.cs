using ChatVideoBot.Bot.Replies;

namespace ChatVideoBot.Bot.Tests.Replies;

public sealed class WishTests
{
    [Theory]
    [InlineData("longer", WishKind.Longer)]
    [InlineData("Longer!", WishKind.Longer)]
    [InlineData("  länger ", WishKind.Longer)]
    [InlineData("plus long", WishKind.Longer)]
    [InlineData("más largo", WishKind.Longer)]
    [InlineData("mais longo", WishKind.Longer)]
    [InlineData("もっと長く", WishKind.Longer)]
    [InlineData("again", WishKind.Again)]
    [InlineData("noch einmal", WishKind.Again)]
    [InlineData("encore une fois", WishKind.Again)]
    [InlineData("otra vez.", WishKind.Again)]
    [InlineData("de novo", WishKind.Again)]
    [InlineData("もう一度", WishKind.Again)]
    [InlineData("upscale", WishKind.Upscale)]
    [InlineData("größer", WishKind.Upscale)]
    [InlineData("拡大して", WishKind.Upscale)]
    [InlineData("loop", WishKind.Loop)]
    [InlineData("en boucle", WishKind.Loop)]
    [InlineData("delete", WishKind.Delete)]
    [InlineData("löschen", WishKind.Delete)]
    [InlineData("cancel", WishKind.Cancel)]
    [InlineData("abbrechen", WishKind.Cancel)]
    [InlineData("キャンセル", WishKind.Cancel)]
    [InlineData("help", WishKind.Help)]
    [InlineData("thank you!", WishKind.Chat)]
    [InlineData("ありがとう", WishKind.Chat)]
    [InlineData("😍😍", WishKind.Chat)]
    [InlineData("", WishKind.Chat)]
    [InlineData("at night", WishKind.Words)]
    [InlineData("a longer road", WishKind.Words)]
    [InlineData("delete the tree", WishKind.Words)]
    [InlineData("the ball stops after 5 seconds", WishKind.Words)]
    [InlineData("loop the loop in a plane", WishKind.Words)]
    public void Words_are_understood_in_six_languages(string words, object kind) => Assert.Equal((WishKind)kind, Wish.Read(words).Kind);

    [Theory]
    [InlineData("5 s longer", 5.0, false)]
    [InlineData("another 5 s", 5.0, false)]
    [InlineData("noch 5 s länger", 5.0, false)]
    [InlineData("longer by 5 s", 5.0, false)]
    [InlineData("2.5s longer", 2.5, false)]
    [InlineData("3,5 Sekunden länger", 3.5, false)]
    [InlineData("longer at the beginning", null, true)]
    [InlineData("am Anfang 4 s länger", 4.0, true)]
    [InlineData("plus long de 3 secondes au début", 3.0, true)]
    [InlineData("+3 s at the start", 3.0, true)]
    [InlineData("4秒長く", 4.0, false)]
    [InlineData("最初に3秒長くして", 3.0, true)]
    [InlineData("2 s longer at the end", 2.0, false)]
    [InlineData("longer at the end", null, false)]
    public void How_much_longer_and_where_is_read(string words, double? seconds, bool backward)
    {
        var wish = Wish.Read(words);
        Assert.Equal((WishKind.Longer, seconds, backward), (wish.Kind, wish.Seconds, wish.Backward));
    }

    [Fact]
    public void What_comes_next_may_be_said()
    {
        var wish = Wish.Read("longer: the ball rolls away, slowly");
        Assert.Equal((WishKind.Longer, "the ball rolls away, slowly"), (wish.Kind, wish.Words));
    }

    [Theory]
    [InlineData("upscale 4x", 4)]
    [InlineData("upscale x3", 0)]
    [InlineData("3x upscale", 3)]
    [InlineData("upscale 9", 9)]
    public void How_much_larger_is_read(string words, int times) => Assert.Equal(times, Wish.Read(words).Times);

    [Theory]
    [InlineData("länger", "", "de")]
    [InlineData("cancelar", "pt-BR", "pt-BR")]
    [InlineData("stop", "", "en-US")]
    [InlineData("stop", "fr", "fr")]
    public void A_phrase_tells_its_language_unless_the_user_has_said_it(string words, string users, string locale) => Assert.Equal(locale, Wish.Read(words, users).Locale);

    [Theory]
    [InlineData("a red ball.", "at night", "a red ball, at night")]
    [InlineData("", "at night", "at night")]
    [InlineData("a red ball", "one two three four", "a red ball, one two three four")]
    [InlineData("a red ball", "one two three four five", "one two three four five")]
    public void Few_words_are_added_to_those_before(string before, string words, string prompt) => Assert.Equal(prompt, ReplyOrders.Merged(before, words));
}
