using System.Text;
using ChatVideoBot.Inference.Tokenizers;

namespace ChatVideoBot.Inference.Tests.Tokenizers;

public sealed class TokenizerFuzzTests
{
    private static readonly Tokenizer Pocket = Tokenizer.Load(Path.Combine(GoldenRows.Pocket, "tokenizer/tokenizer.json"));

    [Fact]
    public void Any_UTF_16_has_ids_even_with_lone_surrogates_and_NULs()
    {
        var (random, bytePairs) = (new Random(1), SmallBytePairs.Load());
        for (var round = 0; round < 5_000; round++)
        {
            var text = AnyText(random, random.Next(0, 40));

            var ids = Pocket.Encode(text);

            Assert.Equal(1, ids[^1]);
            Assert.All(ids, id => Assert.InRange(id, 0, 213));
            Assert.NotNull(bytePairs.Encode(text));
        }
    }

    [Fact]
    public void A_lone_surrogate_counts_as_the_replacement_character()
    {
        Assert.Equal(Pocket.Encode("a \uFFFD b"), Pocket.Encode("a \uD83D b"));
        Assert.Equal(Pocket.Encode("a \uFFFD"), Pocket.Encode("a \uDC31"));
    }

    [Theory]
    [InlineData("a")]
    [InlineData(" ")]
    [InlineData("a ")]
    [InlineData("▁")]
    [InlineData("\u0301")] // one grapheme of any length
    [InlineData("\uD83D\uDC69\u200D")] // a family that never ends
    [InlineData("\uD83C\uDDE6")] // flags
    [InlineData("\r\n")]
    [InlineData("\uFDFA")] // one character becomes eighteen
    [InlineData("日")]
    [InlineData("</s>")]
    [InlineData("\uDC00")]
    public async Task A_text_of_any_length_and_kind_is_encoded_in_reach(string unit) =>
        Assert.Equal(1, (await EncodeManyAsync(Pocket, unit))[^1]);

    [Theory]
    [InlineData("a")]
    [InlineData("ab")]
    [InlineData("a\u0327\u0301")]
    [InlineData("\u0327\u0301")] // marks to sort, without a letter
    [InlineData(" ")]
    [InlineData("\uD835\uDC9C")]
    public async Task Byte_pairs_of_one_word_of_any_length_are_merged_in_reach(string unit) =>
        Assert.Equal(unit == " ", (await EncodeManyAsync(SmallBytePairs.Load(), unit)).Length == 0);

    [Fact]
    public async Task Threads_share_one_tokenizer()
    {
        var texts = Enumerable.Range(0, 64).Select(seed => AnyText(new Random(seed), 300)).ToList();
        var alone = texts.Select(Pocket.Encode).ToList();

        var together = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => texts.Select(Pocket.Encode).ToList())));

        Assert.All(together, ids => Assert.Equal(alone, ids));
    }

    /// <summary>
    /// A million characters: a second or two where the work grows with the text (bench's tokenize measures it), and hours where it
    /// grows with its square. The time-out only tells these two apart.
    /// </summary>
    private static Task<int[]> EncodeManyAsync(Tokenizer tokenizer, string unit)
    {
        var cancel = TestContext.Current.CancellationToken;
        return Task.Run(() => tokenizer.Encode(Repeat(unit, 1_000_000)), cancel).WaitAsync(TimeSpan.FromMinutes(2), cancel);
    }

    private static string Repeat(string unit, int length) => new StringBuilder().Insert(0, unit, length / unit.Length).ToString();

    private static string AnyText(Random random, int length)
    {
        var text = new StringBuilder();
        for (var i = 0; i < length; i++)
        {
            _ = random.Next(6) switch
            {
                0 => text.Append((char)random.Next(0, 0x10000)),
                1 => text.Append((char)random.Next(0xD800, 0xE000)),
                2 => text.Append((char)random.Next(0x300, 0x370)),
                3 => text.Append(new Rune(random.Next(0x10000, 0x110000)).ToString()),
                4 => text.Append(" \t\r\n\0\u200D\u3000▁</s>"[random.Next(12)]),
                _ => text.Append((char)random.Next(0x20, 0x7F)),
            };
        }
        return text.ToString();
    }
}
