namespace ChatVideoBot.Inference.Tests.Tokenizers;

public sealed class UnigramTests
{
    private const string Unknown = "<unk>";

    [Fact]
    public void The_cut_with_the_greatest_sum_wins_even_where_a_longer_piece_comes_first()
    {
        var tokenizer = SmallTokenizer.Load([(Unknown, 0), ("a", -1), ("ab", -1.5), ("b", -4), ("bc", -1), ("c", -4), ("abc", -9)]);

        Assert.Equal([1, 4], tokenizer.Encode("abc"));
    }

    [Fact]
    public void Of_two_equal_sums_the_one_found_first_stays()
    {
        var tokenizer = SmallTokenizer.Load([(Unknown, 0), ("a", -1), ("aa", -2)]);

        Assert.Equal([2], tokenizer.Encode("aa")); // reached from 0 before it is reached from 1
    }

    [Fact]
    public void A_run_of_unknown_characters_is_one_token()
    {
        var tokenizer = SmallTokenizer.Load([(Unknown, 0), ("a", -1)]);

        Assert.Equal([0, 1, 0], tokenizer.Encode("xyza日本\U0001F431"));
    }

    [Fact]
    public void Bytes_stand_for_an_unknown_run_when_the_model_has_all_of_them()
    {
        (string, double)[] pieces = [(Unknown, 0), ("a", -1), ("<0xC3>", -2), ("<0xA9>", -2)];

        Assert.Equal([2, 3, 1], SmallTokenizer.Load(pieces, ("model.byte_fallback", "true")).Encode("éa"));
        Assert.Equal([0, 1], SmallTokenizer.Load(pieces, ("model.byte_fallback", "true")).Encode("èa")); // <0xA8> is missing
        Assert.Equal([0, 1], SmallTokenizer.Load(pieces).Encode("éa"));
    }

    [Fact]
    public void A_piece_outside_the_basic_plane_counts_as_one_character()
    {
        var tokenizer = SmallTokenizer.Load([(Unknown, 0), ("\U0001F431", -1), ("\U0001F432", -1)]);

        Assert.Equal([1, 0, 2], tokenizer.Encode("\U0001F431\U0001F433\U0001F432"));
    }
}
