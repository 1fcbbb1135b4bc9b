using System.Text.RegularExpressions;
using ChatVideoBot.Inference.Diffusion.Schedulers;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Tests.Clips;
using ChatVideoBot.Inference.Video;
using ChatVideoBot.Queue;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Tests.Folders;

public sealed class ModelFolderTests : IDisposable
{
    private readonly string _copy = Directory.CreateTempSubdirectory("chatvideobot-test-").FullName;

    public ModelFolderTests()
    {
        foreach (var file in Directory.EnumerateFiles(Pocket.Folder, "*", SearchOption.AllDirectories).Where(f => !f.Contains("/golden/", StringComparison.Ordinal)))
        {
            var to = Path.Combine(_copy, Path.GetRelativePath(Pocket.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }

    public void Dispose() => Directory.Delete(_copy, recursive: true);

    [Fact]
    public void The_model_that_ships_is_read()
    {
        var model = ModelFolder.Read(Pocket.Folder);

        Assert.Equal(("pocket", 16, 4, 8, 2, 32, 2 / 3f), (
            model.Name, model.Geometry.Channels, model.Geometry.FramesPerLatent, model.Geometry.PixelsPerLatent, model.Geometry.Patch,
            model.PromptWindow, model.Scheduler.Make(new ScheduleRequest(2) { Sigmas = [1, 0.5f] }).Sigma(1)));
        Assert.True(model.TakesPictures);
    }

    [Theory]
    [InlineData("model_index.json", "is no model folder: model_index.json is missing")]
    [InlineData("scheduler/scheduler_config.json", "scheduler/scheduler_config.json is missing")]
    [InlineData("vae_decoder/config.json", "vae_decoder/config.json is missing")]
    [InlineData("transformer/model.onnx", "transformer/model.onnx is missing")]
    [InlineData("tokenizer/tokenizer.json", "tokenizer/tokenizer.json is missing")]
    public void A_missing_file_is_named(string file, string sentence)
    {
        File.Delete(Path.Combine(_copy, file));
        Fails(sentence);
    }

    [Theory]
    [InlineData("model_index.json", "PocketPipeline", "CloudPipeline", "_class_name \"CloudPipeline\" is unknown here; known are PocketPipeline, WanPipeline, ")]
    [InlineData("model_index.json", "\\{", "[", "model_index.json in ")]
    [InlineData("scheduler/scheduler_config.json", "FlowMatchEuler\\w+", "CloudScheduler", "CloudScheduler")]
    [InlineData("vae_decoder/config.json", "\"latents_mean\"", "\"mean\"", "\"latents_mean\" must be a list of 16 numbers")]
    [InlineData("vae_decoder/config.json", "4.224351", "0", "\"latents_std\" must be above 0 in every channel")]
    [InlineData("transformer/config.json", "\"in_channels\": 16", "\"in_channels\": 48", "takes 16 channels, but the config says 48")]
    [InlineData("tokenizer/tokenizer.json", "\\{", "(", "tokenizer/tokenizer.json in ")]
    [InlineData("vae_decoder/model.onnx", "^", "x", "vae_decoder/model.onnx in ")]
    public void A_wrong_value_is_named(string file, string what, string by, string sentence)
    {
        var path = Path.Combine(_copy, file);
        File.WriteAllText(path, new Regex(what).Replace(File.ReadAllText(path), by, 1));
        Fails(sentence);
    }

    [Fact]
    public void A_truncated_graph_and_a_graph_of_another_component_are_refused()
    {
        var decoder = Path.Combine(_copy, "vae_decoder", "model.onnx");
        File.WriteAllBytes(decoder, File.ReadAllBytes(decoder)[..100_000]);
        Fails("vae_decoder/model.onnx in ");
        File.Copy(Path.Combine(_copy, "text_encoder", "model.onnx"), decoder, overwrite: true);
        Fails("vae_decoder/model.onnx: no input is named latent_sample, latent, z, latents (there are input_ids)");
    }

    [Fact]
    public async Task Without_a_vae_encoder_it_makes_clips_from_text_and_refuses_pictures()
    {
        Directory.Delete(Path.Combine(_copy, "vae_encoder"), recursive: true);
        using var maker = ClipMaker.Load(_copy, new InferenceOptions { Steps = 1 });
        var request = new ClipRequest { Prompt = "a cat", Seconds = 0.5 };

        Assert.NotEmpty((await maker.MakeAsync(request, default, null, TestContext.Current.CancellationToken)).Mp4);
        var refused = await Assert.ThrowsAsync<ClipRefusedException>(
            () => maker.MakeAsync(request, new() { Picture = PngWriter.Write([1, 2, 3], 1, 1) }, null, TestContext.Current.CancellationToken));
        Assert.Equal(FailureStage.Picture, refused.Stage);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_said()
    {
        Assert.Contains("does not exist", Assert.Throws<ModelException>(() => ModelFolder.Read("/nowhere/model")).Message, StringComparison.Ordinal);
        Assert.StartsWith("No model folder \"nix\"", Assert.Throws<ModelException>(() => ModelsFolder.Resolve("nix")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_are_found_by_alias_then_by_rank_and_type_and_never_by_position()
    {
        BoundTensor Tensor(string name, TensorElementType type, params int[] dimensions) => new(name, dimensions, type);
        BoundTensor[] inputs = [
            Tensor("t", TensorElementType.Float, -1), Tensor("context", TensorElementType.Float, -1, 32, 256),
            Tensor("noisy", TensorElementType.Float, -1, 16, -1, -1, -1), Tensor("ids", TensorElementType.Int64, -1, 32)];

        string? Find(TensorRole role) => BoundTensor.Resolve("graph", "input", role, inputs)?.Name;

        Assert.Equal("t", Find(TensorRole.Timestep));
        Assert.Equal("context", Find(TensorRole.PromptStates));
        Assert.Equal("noisy", Find(TensorRole.Latents)); // no alias: the only one of rank 5
        Assert.Null(Find(TensorRole.Condition));
        var wrong = Assert.Throws<ModelException>(() => BoundTensor.Resolve("graph", "input", TensorRole.Timestep, [Tensor("timestep", TensorElementType.Bool, -1)]));
        Assert.Equal("graph: input \"timestep\" is Bool of rank 1, but Float or Float16 or BFloat16 or Int64 or Int32 or Double of rank 0 or 1 or 2 is needed; export it so.", wrong.Message);
    }

    private void Fails(string sentence)
    {
        var failed = Assert.Throws<ModelException>(() => LoadedModel.Load(_copy, new InferenceOptions { Threads = 1 }).Dispose());
        Assert.Contains(sentence, failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failed.Message);
    }
}
