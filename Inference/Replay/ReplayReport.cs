using System.Text.Json.Serialization;

namespace ChatVideoBot.Inference.Replay;

/// <summary>How far a case run here is from the reference: at each stage the largest difference divided by the reference's largest value.</summary>
/// <remarks>Stages that the case has nothing for are absent.</remarks>
public sealed record ReplayReport
{
    public required string Case { get; init; }

    /// <summary>Text states of the prompt and of the negative prompt.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? PromptEmbeds { get; set; }

    /// <summary>The picture as the image encoder gets it: resizers differ.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ImagePixelValues { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ImageEmbeds { get; set; }

    /// <summary>The picture's latents, with the mask that goes with them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Condition { get; set; }

    /// <summary>The worst of all steps: their timesteps and the latents after them.</summary>
    public double Steps { get; set; }

    public double Frames { get; set; }

    public double Seconds { get; set; }

    public bool Passed { get; set; }

    /// <summary>The stages beyond what is allowed, by their JSON names.</summary>
    public IEnumerable<string> Failed()
    {
        (string Name, double? Error, double Allowed)[] stages =
        [
            ("prompt_embeds", PromptEmbeds, 1e-4), ("image_pixel_values", ImagePixelValues, 2e-2), ("image_embeds", ImageEmbeds, 1e-4),
            ("condition", Condition, 1e-4), ("steps", Steps, 1e-3), ("frames", Frames, 5e-3),
        ];
        return stages.Where(s => s.Error is { } error && !(error <= s.Allowed)).Select(s => s.Name);
    }
}
