using System.Text.Json.Nodes;

namespace ChatVideoBot.Discord.Tests.Server;

/// <summary>A REST request as it came over the wire.</summary>
/// <param name="At">When, by Stopwatch.</param>
public sealed record RecordedRequest(
    string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, byte[] Body, long At)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public override string ToString() => $"{Method} {Path}{Query}";
}
