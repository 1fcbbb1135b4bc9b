using System.Text;
using ChatVideoBot.Inference.Folders;

namespace ChatVideoBot.Inference.Tests.BadInput;

/// <summary>tokenizer.json of another kind, damaged, or of another model.</summary>
public sealed class BrokenTokenizerTests
{
    private const string File = "tokenizer/tokenizer.json";

    [Theory]
    [InlineData("wan_t2v", "model.type", "\"WordPiece\"", "the model \"WordPiece\" is not supported", "known are Unigram, BPE")]
    [InlineData("wan_t2v", "model.type", "\"WordLevel\"", "the model \"WordLevel\" is not supported", "known are Unigram, BPE")]
    [InlineData("wan_t2v", "model.type", "null", "\"type\" is missing")]
    [InlineData("wan_t2v", "model", "null", "\"model\" is missing")]
    [InlineData("wan_t2v", "model", "[]", "copy or export it again")]
    [InlineData("wan_t2v", "model.vocab", "null", "copy or export it again")]
    [InlineData("wan_t2v", "model.vocab", "[]", "unk_id")]
    [InlineData("wan_t2v", "model.vocab", "{\"a\": 1}", "copy or export it again")]
    [InlineData("wan_t2v", "model.vocab.5", "[]", "copy or export it again")]
    [InlineData("wan_t2v", "model.vocab.5", "[\"a\"]", "copy or export it again")]
    [InlineData("wan_t2v", "model.vocab.5", "[\"a\", 1e999]", "the score of \"a\" is no number")]
    [InlineData("wan_t2v", "model.vocab.5", "[\"\\ud800\", 1]", "copy or export it again")]
    [InlineData("wan_t2v", "model.unk_id", "-1", "the model's unk_id must be one of its 4000 pieces")]
    [InlineData("wan_t2v", "model.unk_id", "4000", "the model's unk_id must be one of its 4000 pieces")]
    [InlineData("wan_t2v", "model.unk_id", "null", "the model's unk_id must be one of its 4000 pieces")]
    [InlineData("wan_t2v", "model.unk_id", "1e99", "copy or export it again")]
    [InlineData("wan_t2v", "added_tokens.0.id", "-1", "the id -1 is below 0")]
    [InlineData("wan_t2v", "added_tokens.0.id", "999999", "ids up to 999999", "knows 4096")]
    [InlineData("wan_t2v", "added_tokens.0.id", "2147483648", "copy or export it again")]
    [InlineData("wan_t2v", "added_tokens.0.content", "5", "copy or export it again")]
    [InlineData("wan_t2v", "added_tokens", "{}", "copy or export it again")]
    [InlineData("wan_t2v", "pre_tokenizer", "{\"type\": \"Bert\"}", "the pre_tokenizer \"Bert\" is not supported", "Metaspace")]
    [InlineData("wan_t2v", "pre_tokenizer", "{\"type\": \"Metaspace\", \"replacement\": \"ab\"}", "copy or export it again")]
    [InlineData("wan_t2v", "pre_tokenizer", "{\"type\": \"Split\", \"pattern\": {\"Regex\": \"(\"}, \"behavior\": \"Isolated\"}", "copy or export it again")]
    [InlineData("wan_t2v", "pre_tokenizer", "{\"type\": \"Split\", \"pattern\": {\"Regex\": \"(a)\\\\1\"}, \"behavior\": \"Isolated\"}", "cannot be matched in linear time")]
    [InlineData("wan_t2v", "pre_tokenizer", "{\"type\": \"Split\", \"pattern\": {\"String\": \" \"}, \"behavior\": \"Whatever\"}", "the Split behavior \"Whatever\" is not supported")]
    [InlineData("wan_t2v", "normalizer", "{\"type\": \"BertNormalizer\"}", "the normalizer \"BertNormalizer\" is not supported", "Precompiled")]
    [InlineData("wan_t2v", "normalizer", "{\"type\": \"Replace\", \"pattern\": {\"String\": \"\"}, \"content\": \"x\"}", "its pattern is empty")]
    [InlineData("wan_t2v", "normalizer", "{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"AAAA\"}", "cut short")]
    [InlineData("wan_t2v", "normalizer", "{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"!\"}", "copy or export it again")]
    [InlineData("wan_t2v", "post_processor", "{\"type\": \"Nix\"}", "the post_processor \"Nix\" is not supported")]
    [InlineData("wan_t2v", "post_processor", "{\"type\": \"RobertaProcessing\", \"cls\": [], \"sep\": []}", "copy or export it again")]
    [InlineData("wan_t2v", "post_processor", "{\"type\": \"RobertaProcessing\", \"cls\": [\"a\", 70000], \"sep\": [\"b\", 2]}", "ids up to 70000", "knows 4096")]
    [InlineData("wan_t2v", "post_processor", "{\"type\": \"TemplateProcessing\", \"single\": [], \"special_tokens\": {}}", "has no Sequence")]
    [InlineData("animatediff", "model.merges", "null", "copy or export it again")]
    [InlineData("animatediff", "model.merges", null, "copy or export it again")]
    [InlineData("animatediff", "model.merges", "[[\"a\"]]", "copy or export it again")]
    [InlineData("animatediff", "model.merges", "[\"a b c\"]", "\"a b c\" is no merge")]
    [InlineData("animatediff", "model.merges", "[[\"nix-nix\", \"a\"]]", "the merges need \"nix-nix\"")]
    [InlineData("animatediff", "model.byte_fallback", "true", "the BPE model's byte_fallback is not supported")]
    [InlineData("animatediff", "model.unk_token", "\"<nix>\"", "unk_token \"<nix>\" is not in its vocabulary")]
    [InlineData("animatediff", "model.vocab", "[]", "copy or export it again")]
    public void A_tokenizer_that_cannot_be_used_is_refused(string family, string key, string? value, params string[] words)
    {
        using var folder = new BrokenFolder(family);
        folder.Set(File, key, value);

        Plainly.LoadRefuses(folder, [File, .. words]);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("half")]
    [InlineData("list")]
    [InlineData("text")]
    [InlineData("UTF-16")]
    [InlineData("large")]
    public void A_damaged_tokenizer_is_named(string damage)
    {
        using var folder = new BrokenFolder("wan_t2v");
        var bytes = folder.Read(File);
        folder.Write(File, damage switch
        {
            "half" => bytes[..(bytes.Length / 2)],
            "list" => "[1,2,3]"u8.ToArray(),
            "text" => "hello"u8.ToArray(),
            "UTF-16" => Encoding.Unicode.GetBytes("{}"),
            _ => [],
        });
        if (damage == "large")
        {
            using var large = System.IO.File.OpenWrite(folder.Of(File));
            large.SetLength(5L << 30);
        }

        Plainly.LoadRefuses(folder, File, "cannot be used", "copy or export it again");
    }

    [Fact]
    public void A_tokenizer_of_another_model_is_refused()
    {
        using var folder = new BrokenFolder("wan_t2v");
        folder.Write(File, System.IO.File.ReadAllBytes(Path.Combine(BrokenFolder.Source("animatediff"), File)));
        folder.Set("tokenizer/tokenizer_config.json", "pad_token", "\"!\"");

        Plainly.LoadRefuses(folder, File, "ids up to 49407", "knows 4096 (\"vocab_size\")", "of another model");
    }

    [Fact]
    public void Where_the_config_does_not_say_how_many_ids_there_are_the_tokenizer_is_believed()
    {
        using var folder = new BrokenFolder("wan_t2v");
        folder.Set("text_encoder/config.json", "vocab_size", null);
        folder.Set(File, "added_tokens.0.id", "4100");

        using var model = LoadedModel.Load(folder.Path, Plainly.Options);

        Assert.Equal(4100, model.Tokenizer!.MostId);
    }

    [Fact]
    public void An_added_token_without_characters_is_never_found()
    {
        using var folder = new BrokenFolder("wan_t2v");
        folder.Set(File, "added_tokens.1.content", "\"\"");

        using var model = LoadedModel.Load(folder.Path, Plainly.Options);

        Assert.NotEmpty(model.Tokenizer!.Encode("a cat"));
    }
}
