using System.Globalization;
using ChatVideoBot.Inference.Families;
using ChatVideoBot.Inference.Graphs;

namespace ChatVideoBot.Inference.Folders;

/// <summary>Says of every graph which of its tensors was taken for what.</summary>
internal static class RoleWords
{
    private static readonly (string Word, TensorRole Role)[] Denoiser =
    [
        ("latents", TensorRole.Latents), ("timestep", TensorRole.Timestep), ("prompt", TensorRole.PromptStates), ("prompt mask", TensorRole.PromptMask),
        ("condition", TensorRole.Condition), ("picture", TensorRole.PictureStates), ("motion", TensorRole.AddedTimeIds), ("places", TensorRole.VideoCoords),
    ];

    /// <summary>"transformer/model.onnx: latents hidden_states Float[?,16,?,?,?], … -> prediction out_sample Float[…]".</summary>
    public static string Line(ModelFolder model, OnnxFile graph)
    {
        var component = graph.Name.Split('/')[0];
        (string, TensorRole)[] inputs = component switch
        {
            "text_encoder" => [("ids", TensorRole.InputIds), ("mask", TensorRole.AttentionMask)],
            "image_encoder" => [("pixels", TensorRole.PixelValues)],
            "vae_encoder" => [("pixels", TensorRole.Sample)],
            "vae_decoder" => [("latents", TensorRole.LatentSample), ("timestep", TensorRole.DecodeTimestep), ("frames", TensorRole.NumFrames)],
            _ => Denoiser,
        };
        (string, TensorRole)[] outputs = component switch
        {
            "text_encoder" => [("states", TensorRole.TextStates)],
            "image_encoder" => model.PictureUse == PictureUse.EveryFrame ? [("embedding", TensorRole.ImageEmbeds)] : [],
            "vae_encoder" => [("latents", TensorRole.LatentParameters)],
            "vae_decoder" => [("pixels", TensorRole.Sample)],
            _ => [("prediction", TensorRole.Prediction)],
        };
        return Sentence.Of($"{graph.Name}: {Named(graph.Name, "input", graph.Inputs, inputs)} -> {Named(graph.Name, "output", graph.Outputs, outputs)}");
    }

    private static string Named(string graph, string side, IReadOnlyList<BoundTensor> tensors, (string Word, TensorRole Role)[] roles)
    {
        var words = new Dictionary<string, string>();
        foreach (var (word, role) in roles)
        {
            // An optional role is found by its name alone; one that must be there has been found when the folder was read.
            if (BoundTensor.Resolve(graph, side, role.Optional || side == "input" && !Belongs(role, roles[0].Role) ? role with { Optional = true } : role, tensors) is { } found)
                words.TryAdd(found.Name, word);
        }

        var caches = tensors.Count(t => t.Name.StartsWith("cache_", StringComparison.Ordinal));
        var named = tensors.Where(t => !t.Name.StartsWith("cache_", StringComparison.Ordinal))
            .Select(t => $"{(words.TryGetValue(t.Name, out var word) ? word + " = " : "")}{t.Name} {t.Type}[{string.Join(',', t.Dimensions.Select(Side))}]");
        return string.Join(", ", named.Concat(caches == 0 ? [] : [$"{caches} caches"]));
    }

    /// <summary>The first of a component's inputs is what every graph of the kind has.</summary>
    private static bool Belongs(TensorRole role, TensorRole first) => role == first || role == TensorRole.Timestep || role == TensorRole.PromptStates;

    private static string Side(int dimension) => dimension < 0 ? "?" : dimension.ToString(CultureInfo.InvariantCulture);
}
