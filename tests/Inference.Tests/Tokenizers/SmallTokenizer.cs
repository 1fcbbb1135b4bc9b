using System.Text.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Inference.Tokenizers;

namespace ChatVideoBot.Inference.Tests.Tokenizers;

/// <summary>A tokenizer.json of a few pieces, written for one test.</summary>
internal static class SmallTokenizer
{
    /// <param name="vocabulary">Ids begin at 0; "&lt;unk&gt;" should be the first.</param>
    /// <param name="parts">Parts of the file to set or replace, as JSON.</param>
    public static Tokenizer Load((string Piece, double Score)[] vocabulary, params (string Name, string Json)[] parts)
    {
        var file = new JsonObject
        {
            ["model"] = new JsonObject
            {
                ["type"] = "Unigram",
                ["unk_id"] = 0,
                ["vocab"] = new JsonArray([.. vocabulary.Select(entry => new JsonArray(entry.Piece, entry.Score))]),
            },
        };
        foreach (var (name, json) in parts)
        {
            var (holder, key) = name.StartsWith("model.", StringComparison.Ordinal) ? (file["model"]!.AsObject(), name[6..]) : (file, name);
            holder[key] = JsonNode.Parse(json);
        }
        return FromText(file.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }

    public static Tokenizer FromText(string json)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, json);
            return Tokenizer.Load(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
