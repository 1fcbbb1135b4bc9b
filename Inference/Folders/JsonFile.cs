using System.Text.Json;
using System.Text.Unicode;

namespace ChatVideoBot.Inference.Folders;

/// <summary>A component's JSON file, whose errors name the file and the key.</summary>
internal sealed class JsonFile
{
    private const long MostBytes = 64L << 20;

    private readonly JsonElement _root;
    private readonly string _name;

    private JsonFile(string name, JsonElement root) => (_name, _root) = (name, root);

    /// <param name="name">Relative to the folder: "vae_decoder/config.json".</param>
    /// <exception cref="ModelException">Missing, or no JSON object.</exception>
    public static JsonFile Read(string folder, string name)
    {
        var file = Path.Combine(folder, name);
        if (!File.Exists(file))
            throw new ModelException($"{name} is missing in {folder}; copy the whole model folder.");
        try
        {
            using var document = JsonDocument.Parse(Bytes(folder, name, file));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new JsonFile(name, document.RootElement.Clone())
                : throw new ModelException($"{name} in {folder} is no JSON object but {Kind(document.RootElement)}; copy it again.");
        }
        catch (JsonException e)
        {
            throw new ModelException($"{name} in {folder} is no JSON (line {e.LineNumber + 1}); copy it again.", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelException($"{name} is missing in {folder}: a link to it leads nowhere; copy the whole model folder.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{name} in {folder} cannot be read: {e.Message} Check its permissions.", e);
        }
    }

    public string Text(string key) =>
        _root.TryGetProperty(key, out var value) && TextOf(value) is { } text ? text : throw Missing(key, "a text");

    public int Whole(string key) =>
        _root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var n) && n is > 0 and <= int.MaxValue && n == Math.Floor(n)
            ? (int)n
            : throw Missing(key, "a whole number above 0");

    public float Number(string key) =>
        _root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out var n) && float.IsFinite(n)
            ? n
            : throw Missing(key, "a number");

    public float[] Numbers(string key, int count)
    {
        if (!_root.TryGetProperty(key, out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() != count)
            throw Missing(key, $"a list of {count} numbers");
        return [.. list.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Number && v.TryGetSingle(out var n) && float.IsFinite(n)
            ? n
            : throw Missing(key, $"a list of {count} numbers"))];
    }

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>; a key that is missing or null gives <paramref name="otherwise"/>, and null there that it must be there.</summary>
    public int Whole(string key, int? otherwise, int least, int most)
    {
        var value = otherwise is { } given ? Whole(key, given) : Whole(key);
        return value >= least && value <= most ? value : throw Missing(key, $"a whole number from {least} to {most}");
    }

    /// <summary>An object within another file, such as the scheduler of a golden case.</summary>
    public static JsonFile Of(string name, JsonElement root) => new(name, root);

    /// <summary>The key's own object, or null when it is not there or null.</summary>
    public JsonFile? Object(string key) =>
        !Has(key) ? null : _root.GetProperty(key) is { ValueKind: JsonValueKind.Object } inner ? new($"{_name}: {key}", inner) : throw Missing(key, "an object");

    /// <summary>A component's entry in model_index.json, ["diffusers", "WanTransformer3DModel"]: whether it names one.</summary>
    public bool Names(string key) =>
        Has(key) && _root.GetProperty(key) is { ValueKind: JsonValueKind.Array } pair && pair.GetArrayLength() == 2 && pair[1].ValueKind == JsonValueKind.String;

    /// <summary>The items of a list as texts ("True", "128"); none when there is no such list.</summary>
    public IReadOnlyList<string> Texts(string key) =>
        Has(key) && _root.GetProperty(key) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.String ? TextOf(v) ?? "" : v.ToString())] : [];

    /// <summary>A token of a tokenizer's config: a text, or an object with the text as its "content"; null when there is none.</summary>
    public string? Token(string key) => !Has(key) ? null : _root.GetProperty(key).ValueKind == JsonValueKind.Object ? Object(key)!.Text("content") : Text(key);

    /// <summary>Whether the key is there and not null.</summary>
    public bool Has(string key) => _root.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>As without a default, but a key that is missing or null gives it.</summary>
    public string Text(string key, string otherwise) => Has(key) ? Text(key) : otherwise;

    public int Whole(string key, int otherwise) => Has(key) ? Whole(key) : otherwise;

    public float Number(string key, float otherwise) => Has(key) ? Number(key) : otherwise;

    public bool Flag(string key, bool otherwise) => Has(key)
        ? _root.GetProperty(key).ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Missing(key, "true or false"),
        }
        : otherwise;

    /// <summary>A list of numbers of any length, or null when it is not there.</summary>
    public float[]? OptionalNumbers(string key) =>
        Has(key) ? Numbers(key, _root.GetProperty(key) is { ValueKind: JsonValueKind.Array } list ? list.GetArrayLength() : 0) : null;

    /// <summary>A key whose value cannot be used.</summary>
    /// <param name="what">What it must be: "a whole number above 0".</param>
    public ModelException Wrong(string key, string what) => Missing(key, what);

    private ModelException Missing(string key, string what) => new($"{_name}: \"{key}\" must be {what}{Found(key, what)}; export the model again.");

    /// <summary>What stands there instead, as it is written, unless the sentence says it already.</summary>
    private string Found(string key, string what) => what.Contains(", not ", StringComparison.Ordinal) ? ""
        : !_root.TryGetProperty(key, out var value) ? ", but it is missing"
        : value.ValueKind switch
        {
            JsonValueKind.Array => $", not a list of {value.GetArrayLength()}{(Odd(value) is { } odd ? $" with {odd}" : "")}",
            JsonValueKind.Object => ", not an object",
            _ => $", not {Sentence.Short(value.GetRawText())}",
        };

    /// <summary>The first item of a list that is no number.</summary>
    private static string? Odd(JsonElement list) => list.EnumerateArray()
        .Where(v => v.ValueKind != JsonValueKind.Number || !v.TryGetSingle(out var n) || !float.IsFinite(n)).Select(v => Sentence.Short(v.GetRawText())).FirstOrDefault();

    /// <summary>Null for what is no text, and for one whose escapes are no characters.</summary>
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException) // half a surrogate pair
        {
            return null;
        }
    }

    private static string Kind(JsonElement root) => root.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        _ => root.GetRawText(),
    };

    /// <summary>Without the mark that some editors put in front of UTF-8.</summary>
    private static ReadOnlyMemory<byte> Bytes(string folder, string name, string file)
    {
        var length = new FileInfo(RealPath.Of(file)).Length;
        if (length > MostBytes)
            throw new ModelException($"{name} in {folder} has {length} bytes, more than the {MostBytes} that a config may have; copy it again.");
        ReadOnlyMemory<byte> bytes = length == 0 ? default : File.ReadAllBytes(file); // devices and pipes have no length, and no end
        if (bytes.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            bytes = bytes[3..];
        return Utf8.IsValid(bytes.Span) ? bytes : throw new ModelException($"{name} in {folder} is no UTF-8 text; save it as UTF-8 or copy it again.");
    }
}
