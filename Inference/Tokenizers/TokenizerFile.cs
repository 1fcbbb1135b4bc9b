using System.Text.Json;
using System.Text.RegularExpressions;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Tokenizers.Normalizing;
using ChatVideoBot.Inference.Tokenizers.Splitting;

namespace ChatVideoBot.Inference.Tokenizers;

/// <summary>Reads <c>tokenizer.json</c> and puts a <see cref="Tokenizer"/> together from its parts.</summary>
internal static class TokenizerFile
{
    /// <summary>The largest in use has 33 MB.</summary>
    private const long MostBytes = 256L << 20;

    public static Tokenizer Load(string path)
    {
        try
        {
            var file = new FileInfo(RealPath.Of(path));
            if (file is { Exists: true, Length: > MostBytes })
                throw new TokenizerException($"it has {file.Length} bytes, more than the {MostBytes} that a tokenizer.json may have.");
            using var document = JsonDocument.Parse(file is { Exists: true, Length: 0 } ? [] : File.ReadAllBytes(path)); // devices and pipes have no length, and no end
            return Read(document.RootElement);
        }
        catch (TokenizerException e)
        {
            throw new TokenizerException($"{path}: {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw new TokenizerException($"{path} is no JSON (line {e.LineNumber + 1}).", e);
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException)
        {
            throw new TokenizerException($"{path} cannot be read as a tokenizer: a part of it is missing or of another kind than the tokenizers library writes.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            throw new TokenizerException($"{path} cannot be read as a tokenizer: {e.Message}", e);
        }
    }

    private static Tokenizer Read(JsonElement file)
    {
        var normalizer = ReadNormalizer(Part(file, "normalizer"));
        var added = Part(file, "added_tokens") is { } list ? list.EnumerateArray().ToArray() : [];
        return new Tokenizer(
            new([.. added.Where(token => !Flag(token, "normalized")).Select(ReadAdded)]),
            new([.. added.Where(token => Flag(token, "normalized")).Select(ReadAdded)
                .Select(token => token with { Content = normalizer.Normalize(token.Content) })]),
            normalizer,
            ReadSplitter(Part(file, "pre_tokenizer")),
            ReadModel(Part(file, "model") ?? throw new TokenizerException("\"model\" is missing.")),
            ReadTemplate(Part(file, "post_processor")));
    }

    private static AddedToken ReadAdded(JsonElement token) => new(
        Id(token.GetProperty("id")), Text(token, "content"),
        Flag(token, "single_word"), Flag(token, "lstrip"), Flag(token, "rstrip"));

    private static INormalizer ReadNormalizer(JsonElement? part)
    {
        if (part is not { } json) return new SequenceNormalizer([]);
        return Text(json, "type") switch
        {
            "Sequence" => new SequenceNormalizer([.. json.GetProperty("normalizers").EnumerateArray().Select(one => ReadNormalizer(one))]),
            "Precompiled" => new PrecompiledNormalizer(json.GetProperty("precompiled_charsmap").GetBytesFromBase64()),
            "NFC" => new NfcNormalizer(),
            "Lowercase" => new LowercaseNormalizer(),
            "Strip" => new StripNormalizer(Flag(json, "strip_left"), Flag(json, "strip_right")),
            "Prepend" => new PrependNormalizer(Text(json, "prepend")),
            "Replace" => ReadReplace(json.GetProperty("pattern"), Text(json, "content")),
            var other => throw Unsupported("normalizer", other, "Sequence, Precompiled, NFC, Lowercase, Strip, Prepend, Replace"),
        };
    }

    private static INormalizer ReadReplace(JsonElement pattern, string content)
    {
        if (pattern.TryGetProperty("String", out var text))
        {
            return text.GetString() is { Length: > 0 } replaced
                ? new ReplaceNormalizer(replaced, content)
                : throw new TokenizerException("the normalizer \"Replace\" must replace something: its pattern is empty.");
        }
        return new ReplaceRegexNormalizer(ReadRegex(Text(pattern, "Regex")), content);
    }

    private static Regex ReadRegex(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException e) // it looks ahead or behind, or back to a group
        {
            throw new TokenizerException($"the pattern \"{pattern}\" cannot be matched in linear time.", e);
        }
    }

    private static ISplitter ReadSplitter(JsonElement? part)
    {
        if (part is not { } json) return new SequenceSplitter([]);
        return Text(json, "type") switch
        {
            "Sequence" => new SequenceSplitter([.. json.GetProperty("pretokenizers").EnumerateArray().Select(one => ReadSplitter(one))]),
            "WhitespaceSplit" => new WhitespaceSplitter(),
            "Split" => ReadPatternSplitter(json),
            "ByteLevel" => new ByteLevelSplitter(Flag(json, "add_prefix_space"), Flag(json, "use_regex", absent: true)),
            "Metaspace" => new MetaspaceSplitter(Text(json, "replacement").Single(), ReadPrepend(json), Flag(json, "split", absent: true)),
            var other => throw Unsupported("pre_tokenizer", other, "Sequence, WhitespaceSplit, Metaspace, Split, ByteLevel"),
        };
    }

    private static PatternSplitter ReadPatternSplitter(JsonElement json)
    {
        var pattern = json.GetProperty("pattern");
        var regex = ReadRegex(pattern.TryGetProperty("String", out var text) ? Regex.Escape(text.GetString()!) : Text(pattern, "Regex"));
        var inverted = Flag(json, "invert");
        return Text(json, "behavior") switch
        {
            "Removed" => new PatternSplitter(regex, keepMatches: inverted, keepRest: !inverted),
            "Isolated" => new PatternSplitter(regex, keepMatches: true, keepRest: true),
            var other => throw Unsupported("Split behavior", other, "Removed, Isolated"),
        };
    }

    private static PrependMark ReadPrepend(JsonElement metaspace) => Part(metaspace, "prepend_scheme")?.GetString() switch
    {
        "always" => PrependMark.Always,
        "first" => PrependMark.AtStart,
        "never" => PrependMark.Never,
        null => Flag(metaspace, "add_prefix_space", absent: true) ? PrependMark.Always : PrependMark.Never, // files before 2023
        var other => throw Unsupported("prepend_scheme", other, "always, first, never"),
    };

    private static ITokenModel ReadModel(JsonElement model) => Text(model, "type") switch
    {
        "Unigram" => ReadUnigram(model),
        "BPE" => ReadBytePairs(model),
        var other => throw Unsupported("model", other, "Unigram, BPE"),
    };

    private static UnigramModel ReadUnigram(JsonElement model)
    {
        var vocabulary = model.GetProperty("vocab").EnumerateArray()
            .Select(entry => (entry[0].GetString() ?? "", entry[1].GetDouble())).ToArray();
        if (Array.Find(vocabulary, entry => !double.IsFinite(entry.Item2)) is { Item1: not null } odd)
            throw new TokenizerException($"the score of \"{odd.Item1}\" is no number.");
        if (Part(model, "unk_id")?.GetInt32() is not { } unknown || unknown < 0 || unknown >= vocabulary.Length)
            throw new TokenizerException($"the model's unk_id must be one of its {vocabulary.Length} pieces: unknown characters need it.");
        return new UnigramModel(vocabulary, unknown, Flag(model, "byte_fallback"));
    }

    private static BytePairModel ReadBytePairs(JsonElement model)
    {
        foreach (var option in (string[])["byte_fallback", "ignore_merges"])
            if (Flag(model, option)) throw new TokenizerException($"the BPE model's {option} is not supported.");
        if (Part(model, "continuing_subword_prefix")?.GetString() is { Length: > 0 })
            throw new TokenizerException("the BPE model's continuing_subword_prefix is not supported.");
        var vocabulary = model.GetProperty("vocab").EnumerateObject().ToDictionary(entry => entry.Name, entry => Id(entry.Value));
        var unknown = Part(model, "unk_token")?.GetString();
        if (unknown is not null && !vocabulary.ContainsKey(unknown))
            throw new TokenizerException($"the model's unk_token \"{unknown}\" is not in its vocabulary.");
        return new BytePairModel(
            vocabulary.Select(entry => (entry.Key, entry.Value)), [.. model.GetProperty("merges").EnumerateArray().Select(ReadMerge)],
            unknown is null ? null : vocabulary[unknown], Flag(model, "fuse_unk"), Part(model, "end_of_word_suffix")?.GetString() ?? "");
    }

    /// <summary>["a", "b"], or "a b" in files before 2024.</summary>
    private static (string Left, string Right) ReadMerge(JsonElement merge) => merge.ValueKind == JsonValueKind.Array
        ? (merge[0].GetString() ?? "", merge[1].GetString() ?? "")
        : merge.GetString()!.Split(' ') is [var left, var right] ? (left, right)
        : throw new TokenizerException($"\"{merge}\" is no merge.");

    private static Template ReadTemplate(JsonElement? part)
    {
        if (part is not { } json) return Template.Nothing;
        return Text(json, "type") switch
        {
            "TemplateProcessing" => ReadSpecials(json),
            "RobertaProcessing" => new Template([Id(json.GetProperty("cls")[1])], [Id(json.GetProperty("sep")[1])]),
            var other => throw Unsupported("post_processor", other, "TemplateProcessing, RobertaProcessing"),
        };
    }

    private static Template ReadSpecials(JsonElement json)
    {
        var single = json.GetProperty("single").EnumerateArray().ToArray();
        var own = Array.FindIndex(single, one => one.TryGetProperty("Sequence", out _));
        if (own < 0) throw new TokenizerException("the post_processor's \"single\" has no Sequence.");
        var ids = json.GetProperty("special_tokens");
        int[] IdsOf(IEnumerable<JsonElement> specials) => [.. specials.SelectMany(one =>
            ids.GetProperty(Text(one.GetProperty("SpecialToken"), "id")).GetProperty("ids").EnumerateArray()).Select(Id)];
        return new Template(IdsOf(single[..own]), IdsOf(single[(own + 1)..]));
    }

    private static TokenizerException Unsupported(string part, string type, string known) =>
        new($"the {part} \"{type}\" is not supported; known are {known}.");

    private static int Id(JsonElement json) => json.GetInt32() is >= 0 and var id
        ? id
        : throw new TokenizerException($"the id {json.GetRawText()} is below 0.");

    private static JsonElement? Part(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string Text(JsonElement json, string name) =>
        Part(json, name)?.GetString() ?? throw new TokenizerException($"\"{name}\" is missing.");

    private static bool Flag(JsonElement json, string name, bool absent = false) => Part(json, name)?.GetBoolean() ?? absent;
}
