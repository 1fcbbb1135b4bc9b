using ChatVideoBot.Inference.Tokenizers;

namespace ChatVideoBot.Inference.Tests.Tokenizers;

public sealed class TokenizerPartsTests
{
    private const string Always = """{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}""";
    private static readonly (string, double)[] Letters = [("<unk>", 0), ("▁", -1), ("a", -1), ("b", -1), ("▁a", -1)];

    [Theory]
    [InlineData("""{"type":"Metaspace","replacement":"▁","prepend_scheme":"always"}""", new[] { 4, 4 })]
    [InlineData("""{"type":"Metaspace","replacement":"▁","prepend_scheme":"never"}""", new[] { 2, 4 })]
    [InlineData("""{"type":"Metaspace","replacement":"▁","add_prefix_space":false}""", new[] { 2, 4 })]
    [InlineData("""{"type":"Metaspace","replacement":"▁","add_prefix_space":true}""", new[] { 4, 4 })]
    [InlineData("""{"type":"Metaspace","replacement":"▁","prepend_scheme":"first"}""", new[] { 4, 4 })]
    public void A_mark_is_put_before_the_text_as_the_scheme_says(string splitter, int[] expected) =>
        Assert.Equal(expected, SmallTokenizer.Load(Letters, ("pre_tokenizer", splitter)).Encode("a a"));

    [Fact]
    public void Only_the_text_after_the_start_goes_without_a_mark_when_the_scheme_is_first()
    {
        var tokenizer = SmallTokenizer.Load(Letters,
            ("pre_tokenizer", """{"type":"Metaspace","replacement":"▁","prepend_scheme":"first"}"""),
            ("added_tokens", """[{"id":9,"content":"<x>"}]"""));

        Assert.Equal([4, 9, 2], tokenizer.Encode("a<x>a"));
    }

    [Theory]
    [InlineData("a<x>b", new[] { 4, 7, 1, 3 })]
    [InlineData("<x>", new[] { 7 })]
    [InlineData("<xx><x><", new[] { 8, 7, 1, 0 })] // the longest of those that begin at one place
    [InlineData("b  <l>a", new[] { 1, 3, 9, 4 })] // takes the white space before it
    [InlineData("word", new[] { 10 })]
    [InlineData("awordb", new[] { 1, 2, 0, 3 })] // stands within a word
    public void Added_tokens_are_cut_out_of_the_text_before_anything_else(string text, int[] expected)
    {
        var tokenizer = SmallTokenizer.Load([.. Letters[..4], ("▁b", -30)], ("pre_tokenizer", Always), ("added_tokens", """
            [{"id":7,"content":"<x>"}, {"id":8,"content":"<xx>"}, {"id":9,"content":"<l>","lstrip":true},
             {"id":10,"content":"word","single_word":true}]
            """));

        Assert.Equal(expected.Select(id => id == 4 ? [1, 2] : new[] { id }).SelectMany(ids => ids), tokenizer.Encode(text));
    }

    [Fact]
    public void An_added_token_that_asks_for_it_is_looked_for_in_the_normalized_text()
    {
        var tokenizer = SmallTokenizer.Load(Letters, ("normalizer", """{"type":"Lowercase"}"""),
            ("added_tokens", """[{"id":7,"content":"CAT","normalized":true}, {"id":8,"content":"DOG"}]"""));

        Assert.Equal([7, 8, 0], tokenizer.Encode("cAtDOGdog"));
    }

    [Fact]
    public void The_template_puts_its_tokens_around_the_text()
    {
        var tokenizer = SmallTokenizer.Load(Letters, ("post_processor", """
            {"type":"TemplateProcessing",
             "single":[{"SpecialToken":{"id":"<s>","type_id":0}}, {"Sequence":{"id":"A","type_id":0}},
                       {"SpecialToken":{"id":"</s>","type_id":0}}],
             "special_tokens":{"<s>":{"id":"<s>","ids":[11,12],"tokens":["<s>","<s>"]},"</s>":{"id":"</s>","ids":[13],"tokens":["</s>"]}}}
            """));

        Assert.Equal([11, 12, 2, 13], tokenizer.Encode("a"));
        Assert.Equal([11, 12, 13], tokenizer.Encode(""));
    }

    [Theory]
    [InlineData("""{"type":"Strip","strip_left":true,"strip_right":false}""", " \u3000ab ", new[] { 2, 3, 0 })]
    [InlineData("""{"type":"Replace","pattern":{"Regex":" {2,}"},"content":"$0b"}""", "a  a", new[] { 2, 0, 3, 2 })]
    [InlineData("""{"type":"Replace","pattern":{"String":"."},"content":"b"}""", "a.a", new[] { 2, 3, 2 })]
    [InlineData("""{"type":"Prepend","prepend":"b"}""", "a", new[] { 3, 2 })]
    [InlineData("""{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"B"},{"type":"Lowercase"}]}""", "A", new[] { 3, 2 })]
    public void Normalizers_do_what_their_names_say(string normalizer, string text, int[] expected) =>
        Assert.Equal(expected, SmallTokenizer.Load(Letters, ("normalizer", normalizer)).Encode(text));

    [Theory]
    [InlineData("normalizer", """{"type":"Nmt"}""", "normalizer \"Nmt\"")]
    [InlineData("normalizer", """{"type":"Precompiled","precompiled_charsmap":"/////w=="}""", "precompiled_charsmap")]
    [InlineData("normalizer", """{"type":"Replace","pattern":{"Regex":"a(?=b)"},"content":""}""", "a(?=b)")]
    [InlineData("pre_tokenizer", """{"type":"Punctuation"}""", "pre_tokenizer \"Punctuation\"")]
    [InlineData("pre_tokenizer", """{"type":"Metaspace","replacement":"▁","prepend_scheme":"maybe"}""", "prepend_scheme \"maybe\"")]
    [InlineData("post_processor", """{"type":"BertProcessing"}""", "post_processor \"BertProcessing\"")]
    [InlineData("model.type", "\"WordPiece\"", "model \"WordPiece\"")]
    [InlineData("model.unk_id", "99", "unk_id")]
    [InlineData("model.unk_id", "null", "unk_id")]
    [InlineData("model.vocab", "[[7,7]]", "tokenizer")]
    [InlineData("model", "null", "model")]
    [InlineData("added_tokens", "[{}]", "tokenizer")]
    public void A_part_that_is_not_known_is_refused_by_its_name(string part, string json, string named)
    {
        var refused = Assert.Throws<TokenizerException>(() => SmallTokenizer.Load(Letters, (part, json)));

        Assert.Contains(named, refused.Message);
    }

    [Fact]
    public void A_file_that_is_missing_or_no_JSON_is_refused_by_its_name()
    {
        Assert.Contains("no/such.json", Assert.Throws<TokenizerException>(() => Tokenizer.Load("no/such.json")).Message);
        Assert.Throws<TokenizerException>(() => SmallTokenizer.FromText("{"));
        Assert.Throws<TokenizerException>(() => SmallTokenizer.FromText("[]"));
    }
}
