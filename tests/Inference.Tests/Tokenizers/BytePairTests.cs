using System.Text.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Inference.Tokenizers;
using ChatVideoBot.Inference.Tokenizers.Normalizing;

namespace ChatVideoBot.Inference.Tests.Tokenizers;

public sealed class BytePairTests
{
    [Theory]
    [InlineData("abc", new[] { 1, 9 })] // "bc</w>" was learnt before "ab": then nothing makes "a" and it one
    [InlineData("ab", new[] { 8 })]
    [InlineData("ab b", new[] { 8, 5 })]
    [InlineData("aaaa", new[] { 11, 1, 4 })] // from the left, and the last is the word's end
    [InlineData("e\u0301", new[] { 14 })] // form C, then two bytes, then one piece
    [InlineData("é", new[] { 14 })]
    [InlineData("a𝒜", new[] { 1, 0, 0, 0, 0 })] // one word, because 𝒜 is a letter; its four bytes are no pieces
    [InlineData("aZ", new[] { 1, 0 })]
    [InlineData("", new int[0])]
    public void The_pair_that_was_learnt_first_is_merged_first(string text, int[] expected) =>
        Assert.Equal(expected, SmallBytePairs.Load().Encode(text));

    [Fact]
    public void A_run_of_unknown_characters_is_one_token_where_the_model_says_so() =>
        Assert.Equal([1, 0, 5], SmallBytePairs.Load(("model.fuse_unk", "true")).Encode("axyzb"));

    [Theory]
    [InlineData("add_prefix_space\":true", "a a", "Ġa|Ġa")]
    [InlineData("add_prefix_space\":false", "a  a", "a|Ġ|Ġa")]
    [InlineData("add_prefix_space\":false", "a \n", "a|ĠĊ")]
    [InlineData("add_prefix_space\":false", " \n a", "ĠĊ|Ġa")]
    [InlineData("add_prefix_space\":false", "\na", "Ċ|a")]
    [InlineData("add_prefix_space\":false", "don't 'tis", "don|'t|Ġ'|tis")]
    [InlineData("add_prefix_space\":false", "a1!", "a|1|!")]
    [InlineData("add_prefix_space\":false", "a\u00A0b", "a|Âł|b")]
    [InlineData("use_regex\":false, \"add_prefix_space\":false", "a b", "aĠb")]
    public void Words_are_cut_and_bytes_are_made_visible_as_GPT_2_does(string options, string text, string pieces)
    {
        var words = pieces.Split('|');
        var model = new JsonObject
        {
            ["type"] = "BPE",
            ["vocab"] = JsonSerializer.SerializeToNode(Vocabulary(words)),
            ["merges"] = JsonSerializer.SerializeToNode(words.SelectMany(Merges).Distinct()),
        };
        var tokenizer = SmallTokenizer.Load([], ("model", model.ToJsonString()), ("pre_tokenizer", $$"""{"type":"ByteLevel","{{options}}}"""));

        Assert.Equal(words.Select(word => Vocabulary(words)[word]), tokenizer.Encode(text));

        // Every beginning of a word is a piece, so that a word is one token and two words never are.
        static Dictionary<string, int> Vocabulary(string[] words) => words
            .SelectMany(word => word.Select(c => c.ToString()).Concat(Enumerable.Range(1, word.Length).Select(n => word[..n])))
            .Distinct().Select((piece, id) => (piece, id)).ToDictionary(entry => entry.piece, entry => entry.id);
        static IEnumerable<string> Merges(string word) => Enumerable.Range(1, word.Length - 1).Select(n => $"{word[..n]} {word[n]}");
    }

    [Theory]
    [InlineData("e\u0301", "é")]
    [InlineData("a\u0301\u0327", "á\u0327")] // sorted, and ą with an acute does not exist: cedilla is no ogonek
    [InlineData("c\u0301\u0327", "ḉ")] // sorted first, then both are taken in
    [InlineData("\u1112\u1161\u11AB", "한")]
    [InlineData("한\u11A8", "한\u11A8")] // has its last sound already
    [InlineData("\u212B", "Å")] // the sign for ångström is the letter
    [InlineData("\u0958", "\u0915\u093C")] // is never composed
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("e\u0301\u0301", "é\u0301")]
    [InlineData("\uD834\uDD5E", "\uD834\uDD57\uD834\uDD65")] // outside the basic plane
    [InlineData("a\u0315\u0300", "à\u0315")]
    [InlineData("\u0301e", "\u0301e")]
    public void Form_C_is_Unicodes(string text, string expected) => Assert.Equal(expected, new NfcNormalizer().Normalize(text));

    [Theory]
    [InlineData("model.merges", """[["a","zz"]]""", "\"zz\"")]
    [InlineData("model.merges", """["a b c"]""", "a b c")]
    [InlineData("model.unk_token", "\"<no>\"", "unk_token \"<no>\"")]
    [InlineData("model.byte_fallback", "true", "byte_fallback")]
    [InlineData("model.continuing_subword_prefix", "\"##\"", "continuing_subword_prefix")]
    [InlineData("pre_tokenizer", """{"type":"Split","pattern":{"String":" "},"behavior":"Contiguous"}""", "Split behavior \"Contiguous\"")]
    public void A_part_that_is_not_known_is_refused_by_its_name(string part, string json, string named) =>
        Assert.Contains(named, Assert.Throws<TokenizerException>(() => SmallBytePairs.Load((part, json))).Message);
}
