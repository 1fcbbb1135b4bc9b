using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace ChatVideoBot.Inference.Graphs;

/// <summary>How the CUDA provider works: the "Inference:Cuda" section. The defaults suit video models, not ONNX Runtime's many small runs.</summary>
/// <remarks>https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html#configuration-options</remarks>
public sealed class CudaOptions : IValidatableObject
{
    private static readonly string[] Searches = ["HEURISTIC", "DEFAULT", "EXHAUSTIVE"];

    /// <summary>How cuDNN finds its convolution: EXHAUSTIVE tries all of them again for each new size, which takes minutes for a video's VAE.</summary>
    public string ConvSearch { get; set; } = Searches[0];

    /// <summary>Whether cuDNN may take as much workspace as its fastest convolution wants: gigabytes for a video's VAE.</summary>
    public bool ConvMaxWorkspace { get; set; }

    /// <summary>Whether each component's memory grows by what is asked for, not by powers of two.</summary>
    public bool GrowAsRequested { get; set; } = true;

    /// <summary>The most device memory of one component's arena, in MiB; 0 = all there is.</summary>
    [Range(0, 1_000_000)]
    public int MemoryMiB { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Searches.Contains(ConvSearch))
            yield return new($"Inference:Cuda:ConvSearch: \"{ConvSearch}\" is not known; it is {string.Join(", ", Searches)}.");
    }

    internal Dictionary<string, string> ForProvider()
    {
        var options = new Dictionary<string, string>
        {
            ["arena_extend_strategy"] = GrowAsRequested ? "kSameAsRequested" : "kNextPowerOfTwo",
            ["cudnn_conv_algo_search"] = ConvSearch,
            ["cudnn_conv_use_max_workspace"] = ConvMaxWorkspace ? "1" : "0",
        };
        if (MemoryMiB > 0)
            options["gpu_mem_limit"] = (MemoryMiB * 1024L * 1024).ToString(CultureInfo.InvariantCulture);
        return options;
    }
}
