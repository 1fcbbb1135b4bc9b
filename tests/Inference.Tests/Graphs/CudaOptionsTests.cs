using System.ComponentModel.DataAnnotations;
using ChatVideoBot.Inference.Graphs;

namespace ChatVideoBot.Inference.Tests.Graphs;

public sealed class CudaOptionsTests
{
    [Fact]
    public void The_provider_is_told_what_the_settings_say_in_its_own_words()
    {
        Assert.Equal(
            new Dictionary<string, string> { ["arena_extend_strategy"] = "kSameAsRequested", ["cudnn_conv_algo_search"] = "HEURISTIC", ["cudnn_conv_use_max_workspace"] = "0" },
            new CudaOptions().ForProvider());
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["arena_extend_strategy"] = "kNextPowerOfTwo",
                ["cudnn_conv_algo_search"] = "EXHAUSTIVE",
                ["cudnn_conv_use_max_workspace"] = "1",
                ["gpu_mem_limit"] = "4294967296",
            },
            new CudaOptions { ConvSearch = "EXHAUSTIVE", ConvMaxWorkspace = true, GrowAsRequested = false, MemoryMiB = 4096 }.ForProvider());
    }

    [Fact]
    public void An_unknown_search_is_named()
    {
        var options = new CudaOptions { ConvSearch = "QUICK" };

        var wrong = Assert.Single(options.Validate(new ValidationContext(options)));

        Assert.Equal("Inference:Cuda:ConvSearch: \"QUICK\" is not known; it is HEURISTIC, DEFAULT, EXHAUSTIVE.", wrong.ErrorMessage);
    }
}
