using System.Text.Json;

namespace ChatVideoBot.Inference.Tests.Tokenizers;

/// <summary>Texts with the ids that the reference implementation gave them: lines of <c>{"text", "ids"}</c>.</summary>
internal static class GoldenRows
{
    /// <summary>The repository's root: the nearest folder above the test program that holds <c>models/</c>.</summary>
    public static string Root { get; } = Above("models/pocket/tokenizer/tokenizer.json")
        ?? throw new InvalidOperationException("models/pocket is not above the test program.");

    /// <summary>Three real shapes, each with what the reference library makes of 2,500 texts.</summary>
    public static string Shapes => Path.Combine(Root, "tests/Inference.Tests/Tokenizers/shapes");

    public static string Pocket => Path.Combine(Root, "models/pocket");

    public static IEnumerable<(string Text, int[] Ids)> Read(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            using var row = JsonDocument.Parse(line);
            yield return (row.RootElement.GetProperty("text").GetString()!,
                [.. row.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())]);
        }
    }

    private static string? Above(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Path.Exists(Path.Combine(folder.FullName, path))) folder = folder.Parent;
        return folder?.FullName;
    }
}
