using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Inference.Tests.Clips;
using ChatVideoBot.Inference.Tests.Families;

namespace ChatVideoBot.Inference.Tests.BadInput;

/// <summary>A model folder to break: its files are links until one is changed. Also how folders come out of a cache of downloads.</summary>
internal sealed class BrokenFolder : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("chatvideobot-test-").FullName;

    /// <param name="family">"wan_t2v", …, or "pocket".</param>
    /// <param name="golden">One case to bring along, or null.</param>
    public BrokenFolder(string family, string? golden = null)
    {
        Path = System.IO.Path.Combine(_place, family);
        var source = Source(family);
        foreach (var file in Files(family).Concat(golden is null ? [] : Directory.EnumerateFiles(System.IO.Path.Combine(source, "golden", golden)).Select(f => System.IO.Path.GetRelativePath(source, f))))
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Of(file))!);
            File.CreateSymbolicLink(Of(file), System.IO.Path.Combine(source, file));
        }
    }

    public string Path { get; }

    public static string Source(string family) => family == "pocket" ? Pocket.Folder : FamilyFolders.Of(family);

    /// <summary>All files of a folder but its golden cases, relative.</summary>
    public static IEnumerable<string> Files(string family) => Directory.EnumerateFiles(Source(family), "*", SearchOption.AllDirectories)
        .Select(f => System.IO.Path.GetRelativePath(Source(family), f)).Where(f => !f.StartsWith("golden/", StringComparison.Ordinal) && f != "README.md").Order(StringComparer.Ordinal);

    public string Of(string file) => System.IO.Path.Combine(Path, file);

    public void Remove(string file) => File.Delete(Of(file));

    public byte[] Read(string file) => File.ReadAllBytes(Of(file));

    public void Write(string file, byte[] bytes)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Of(file))!);
        File.Delete(Of(file)); // the link, and not what it leads to
        File.WriteAllBytes(Of(file), bytes);
    }

    public void Write(string file, string text) => Write(file, Encoding.UTF8.GetBytes(text));

    /// <summary>Sets a key of a JSON file to a value as it would be typed; null takes the key out. "a.b" and "a.0" go inside.</summary>
    public void Set(string file, string key, string? value)
    {
        // The value is put in as text at the end, because what is to be written may be what no writer of JSON gives: 1e999, NaN.
        const string Mark = "\"@@here@@\"";
        var root = JsonNode.Parse(Read(file))!;
        var (at, steps) = (root, key.Split('.'));
        foreach (var step in steps[..^1])
            at = at is JsonArray items ? items[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : at[step]!;
        var last = steps[^1];
        if (value is null)
            at.AsObject().Remove(last);
        else if (at is JsonArray list)
            list[int.Parse(last, System.Globalization.CultureInfo.InvariantCulture)] = "@@here@@";
        else
            at[last] = "@@here@@";
        Write(file, root.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).Replace(Mark, value, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_place, recursive: true);
}
