using ChatVideoBot.Inference.Graphs;

namespace ChatVideoBot.Inference.Tests.Graphs;

/// <summary>What can be seen of CUDA without a device: what is said when something is missing.</summary>
public sealed class CudaProviderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chatvideobot-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_program_that_was_built_without_the_provider_says_how_to_get_it()
    {
        var missing = Assert.Throws<ModelException>(() => CudaProvider.Find([_folder, "/no/such/folder"]));

        Assert.Equal(
            $"Inference:Provider is \"cuda\", but {CudaProvider.Library} is not beside the program: start it with ./run --gpu "
            + "(or run eng/onnxruntime-feed --gpu and build again with CHATVIDEOBOT_GPU=1), or set Inference:Provider to \"cpu\".",
            missing.Message);
    }

    [Fact]
    public void The_providers_file_is_found_among_the_programs_native_libraries()
    {
        var file = Path.Combine(_folder, CudaProvider.Library);
        File.WriteAllText(file, "");

        Assert.Equal(file, CudaProvider.Find(["/no/such/folder", _folder]));
    }

    [Fact]
    public void A_provider_that_cannot_be_loaded_is_one_sentence_with_the_remedy()
    {
        var file = Path.Combine(_folder, CudaProvider.Library);
        File.WriteAllText(file, "no library");

        var failed = Assert.Throws<ModelException>(() => CudaProvider.Register(file));

        Assert.StartsWith("Inference:Provider is \"cuda\", but its provider cannot be used (", failed.Message, StringComparison.Ordinal);
        Assert.EndsWith("or set Inference:Provider to \"cpu\".", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failed.Message);
    }

    [Theory]
    [InlineData(
        "[ErrorCode:Fail] Failed to load library /app/libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file",
        "libcublasLt.so.13: cannot open shared object file")]
    [InlineData("[ErrorCode:Fail] something\nelse", "[ErrorCode:Fail] something else")]
    public void Of_what_ONNX_Runtime_says_the_loaders_word_is_told(string message, string reason) =>
        Assert.Equal(reason, CudaProvider.Reason(message));

    [Theory]
    [InlineData("1", "cuda")]
    [InlineData("", "cpu")]
    [InlineData(null, "cpu")]
    public void Without_the_setting_the_environment_decides(string? gpu, string provider) =>
        Assert.Equal(provider, InferenceOptions.DefaultProvider(gpu));
}
