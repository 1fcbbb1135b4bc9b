using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox;

/// <summary>A request of REST and its answer.</summary>
/// <param name="Path">Without <c>/api</c> and version, percent-decoded.</param>
/// <param name="Body">The JSON that was sent, also as a form's <c>payload_json</c>; null when none was read.</param>
/// <param name="Answer">The answer's JSON; null when it has none.</param>
public sealed record AnsweredRequest(string Method, string Path, JsonNode? Body, int Status, JsonNode? Answer);
