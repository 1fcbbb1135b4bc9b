using System.Text.Json;

namespace ChatVideoBot.Inference.Replay;

/// <summary>A case under a model's <c>golden/</c>: what a user gives, and what the reference made of it at every stage.</summary>
public sealed record GoldenCase(
    string Folder, string Prompt, string NegativePrompt, string? Image, int Height, int Width, int NumFrames, int NumInferenceSteps,
    double GuidanceScale)
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <exception cref="ModelException">The folder holds no case.</exception>
    public static GoldenCase Read(string folder)
    {
        var file = Path.Combine(folder, "case.json");
        if (!File.Exists(file))
            throw new ModelException($"case.json is missing in {folder}; name a folder like models/pocket/golden/square.");
        try
        {
            var read = JsonSerializer.Deserialize<GoldenCase>(File.ReadAllBytes(file), SnakeCase)!;
            return read with { Folder = folder, NegativePrompt = read.NegativePrompt ?? "" };
        }
        catch (JsonException e)
        {
            throw new ModelException($"{file} is no case: {e.Message}", e);
        }
    }

    /// <param name="name">Without ".npy".</param>
    public NpyArray Array(string name) => NpyArray.Read(Path.Combine(Folder, name + ".npy"));
}
