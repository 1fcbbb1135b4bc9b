namespace ChatVideoBot.Inference.Folders;

/// <summary>What a model folder does not say about the models of its class: how they were trained and what suits them.</summary>
/// <param name="PipelineClass"><c>_class_name</c> of model_index.json.</param>
/// <param name="FramesPerSecond">Of the clips it was trained on.</param>
/// <param name="Pixels">Pixels of one frame that it makes best, about.</param>
/// <param name="Steps">Denoising steps unless told otherwise.</param>
/// <param name="Guidance">Guidance scale unless told otherwise.</param>
/// <param name="MaxSeconds">The longest clip that still looks right in one go.</param>
/// <param name="DecoderLookBack">Latent frames that the VAE's decoder looks back at.</param>
public sealed record Family(
    string PipelineClass, double FramesPerSecond, int Pixels, int Steps, double Guidance, double MaxSeconds, int DecoderLookBack)
{
    public static readonly IReadOnlyList<Family> All =
    [
        new("PocketPipeline", FramesPerSecond: 8, Pixels: 64 * 64, Steps: 16, Guidance: 4, MaxSeconds: 10, DecoderLookBack: 14),
    ];

    /// <exception cref="ModelException">No family has that class.</exception>
    public static Family Of(string pipelineClass) => All.FirstOrDefault(f => f.PipelineClass == pipelineClass) ?? throw new ModelException(
        $"model_index.json: _class_name \"{pipelineClass}\" is unknown here; known are {string.Join(", ", All.Select(f => f.PipelineClass))}.");
}
