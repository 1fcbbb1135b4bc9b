using ChatVideoBot.Inference.Conditions;
using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Diffusion.Denoisers;
using ChatVideoBot.Inference.Diffusion.Schedulers;
using ChatVideoBot.Inference.Families;
using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Vae;

namespace ChatVideoBot.Inference.Folders;

/// <summary>Reads a model folder: configs first, then the graphs' headers, then whether they fit together.</summary>
internal static class FolderReader
{
    public static ModelFolder Read(string folder)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!Directory.Exists(folder))
            throw new ModelException($"The model folder {folder} does not exist; name one that has a model_index.json.");
        if (!File.Exists(Path.Combine(folder, "model_index.json")))
            throw new ModelException($"{folder} is no model folder: model_index.json is missing; name a folder in the layout of diffusers.");

        var index = JsonFile.Read(folder, "model_index.json");
        var expert = index.Names("transformer_2");
        var family = Family.Of(index.Text("_class_name"), index.Flag("expand_timesteps", false), expert);
        var scheduler = SchedulerSettings.Read(JsonFile.Read(folder, "scheduler/scheduler_config.json"));
        var defaults = Defaults(folder, family, scheduler);
        var vae = JsonFile.Read(folder, "vae_decoder/config.json");
        var component = Directory.Exists(Path.Combine(folder, "unet")) && !Directory.Exists(Path.Combine(folder, "transformer")) ? "unet" : "transformer";
        var denoiser = JsonFile.Read(folder, $"{component}/config.json");
        var geometry = Geometry(family, vae, denoiser, component);
        var statistics = Statistics(folder, vae, geometry.Channels);

        var graphs = new Dictionary<string, OnnxFile>();
        OnnxFile Graph(string name) => graphs[name] = OnnxFile.Read(folder, name);
        var port = DenoiserPort.Read(Graph($"{component}/model.onnx"), denoiser.Whole("in_channels"), geometry.Patch, family == Family.Svd);
        var fine = expert ? DenoiserPort.Read(Graph("transformer_2/model.onnx"), JsonFile.Read(folder, "transformer_2/config.json").Whole("in_channels"), geometry.Patch, false) : null;
        var pictureUse = Use(folder, family, geometry, port);
        Vae(folder, "vae_decoder", TensorRole.LatentSample, TensorRole.Sample, Graph);
        if (pictureUse != PictureUse.None)
            Vae(folder, "vae_encoder", TensorRole.Sample, TensorRole.LatentParameters, Graph);
        CheckDenoiser(family, port, pictureUse, geometry);
        var words = Words(folder, family, port, Graph);
        if (pictureUse == PictureUse.EveryFrame || (pictureUse == PictureUse.Channels && port.Optional(TensorRole.PictureStates) is not null))
            CheckImageEncoder(pictureUse, Graph("image_encoder/model.onnx"));

        var model = new ModelFolder(folder, Path.GetFileName(folder), family, defaults)
        {
            Geometry = geometry,
            Statistics = statistics,
            Scheduler = scheduler,
            Denoiser = port,
            FineDenoiser = fine,
            Boundary = expert ? index.Number("boundary_ratio", 0.875f) : 0,
            PictureUse = pictureUse,
            PromptWindow = words.Window,
            PadToken = words.Pad,
            Graphs = graphs,
            MaxFrames = MaxFrames(family, denoiser),
            FixedLatents = Fixed(port),
        };
        CheckFixed(model);
        return model;
    }

    private static ClipDefaults Defaults(string folder, Family family, SchedulerSettings scheduler)
    {
        var defaults = family.Defaults;
        if (scheduler is LcmSettings) // consistency models want few steps and next to no guidance: arXiv:2402.00769
            defaults = defaults with { Steps = 6, Guidance = 1.5 };
        return File.Exists(Path.Combine(folder, ClipDefaults.File)) ? defaults.With(JsonFile.Read(folder, ClipDefaults.File)) : defaults;
    }

    private static LatentGeometry Geometry(Family family, JsonFile vae, JsonFile denoiser, string component)
    {
        if (component == "unet")
        {
            var halvings = Math.Max(0, vae.Texts("block_out_channels").Count - 1);
            var down = Math.Max(0, denoiser.Texts("block_out_channels").Count - 1);
            return new LatentGeometry(vae.Whole("latent_channels"), 1, 1 << halvings, 1) { StepLatents = 1 << down };
        }

        if (family == Family.Ltx)
        {
            var scaled = vae.Texts("spatio_temporal_scaling").Count(t => t == "True");
            return new LatentGeometry(
                vae.Whole("latent_channels"), vae.Whole("temporal_compression_ratio", vae.Whole("patch_size_t", 1) << scaled),
                vae.Whole("spatial_compression_ratio", vae.Whole("patch_size", 4) << scaled), denoiser.Whole("patch_size", 1));
        }

        var patch = (int)denoiser.Numbers("patch_size", 3)[^1];
        if (patch < 1)
            throw denoiser.Wrong("patch_size", "a list of 3 numbers above 0");
        if (!family.IsWan)
            return new LatentGeometry(vae.Whole("latent_channels"), vae.Whole("scale_factor_temporal"), vae.Whole("scale_factor_spatial"), patch);
        var temporal = vae.Texts("temperal_downsample");
        return new LatentGeometry(
            vae.Whole("z_dim"), vae.Whole("scale_factor_temporal", 1 << temporal.Count(t => t == "True")),
            vae.Whole("scale_factor_spatial", (1 << temporal.Count) * vae.Whole("patch_size", 1)), patch);
    }

    private static LatentStatistics Statistics(string folder, JsonFile vae, int channels)
    {
        var file = File.Exists(Path.Combine(folder, "vae_decoder", "latents.json")) ? JsonFile.Read(folder, "vae_decoder/latents.json") : vae;
        var scale = file.Number("scaling_factor", vae.Number("scaling_factor", 1));
        if (scale <= 0)
            throw vae.Wrong("scaling_factor", $"a number above 0, not {scale}");
        var mean = file.Has("latents_mean") ? file.Numbers("latents_mean", channels) : [.. Enumerable.Repeat(vae.Number("shift_factor", 0), channels)];
        var deviation = file.Has("latents_std") ? file.Numbers("latents_std", channels) : [.. Enumerable.Repeat(1f, channels)];
        if (!file.Has("latents_mean") && !file.Has("scaling_factor"))
            throw file.Wrong("latents_mean", $"a list of {channels} numbers: without it no latent can be decoded (LTX-Video's stand among the VAE's weights, from where the export writes vae_decoder/latents.json)");
        if (mean.Concat(deviation).Any(v => !float.IsFinite(v)))
            throw file.Wrong("latents_mean", $"a list of {channels} numbers, and so latents_std");
        return deviation.All(d => d > 0)
            ? new LatentStatistics(mean, [.. deviation.Select(d => d / scale)])
            : throw file.Wrong("latents_std", "above 0 in every channel");
    }

    private static PictureUse Use(string folder, Family family, LatentGeometry geometry, DenoiserPort port)
    {
        var encoder = Directory.Exists(Path.Combine(folder, "vae_encoder"));
        if (family == Family.Svd)
            return PictureUse.EveryFrame;
        if (family.IsWan && port.Channels > geometry.Channels)
            return PictureUse.Channels;
        if (!encoder)
            return PictureUse.None;
        if (family == Family.WanTokens)
            return PictureUse.FirstFrameSeen;
        if (family == Family.Ltx)
            return port.TimestepPerToken ? PictureUse.FirstFrameKept : PictureUse.None;
        return family == Family.Pocket && port.Optional(TensorRole.Condition) is not null ? PictureUse.ConditionInput : PictureUse.None;
    }

    private static void CheckDenoiser(Family family, DenoiserPort port, PictureUse use, LatentGeometry geometry)
    {
        var expected = use switch
        {
            PictureUse.Channels => 2 * geometry.Channels + geometry.FramesPerLatent,
            PictureUse.EveryFrame => 2 * geometry.Channels,
            _ => geometry.Channels,
        };
        if (port.Channels != expected)
            throw new ModelException($"{port.File}: in_channels is {port.Channels} in its config.json, but {expected} fit the VAE's {geometry.Channels}; the folder mixes two models: copy or export it again.");
        if (family == Family.WanTokens && !port.TimestepPerToken)
            throw new ModelException($"{port.File}: input \"{port.Timestep.Name}\" has rank {port.Timestep.Rank}, but model_index.json has expand_timesteps, which needs rank 2 (a timestep a token); export it again.");
        if (family == Family.Ltx)
            BoundTensor.Resolve(port.File, "input", TensorRole.VideoCoords, port.Inputs);
        if (family == Family.Svd)
            BoundTensor.Resolve(port.File, "input", TensorRole.AddedTimeIds, port.Inputs);
        if (port.PromptStates is null)
            BoundTensor.Resolve(port.File, "input", TensorRole.PromptStates, port.Inputs);
    }

    private static void Vae(string folder, string component, TensorRole input, TensorRole output, Func<string, OnnxFile> graph)
    {
        var streamed = File.Exists(Path.Combine(folder, component, "first.onnx")) || File.Exists(Path.Combine(folder, component, "next.onnx"));
        foreach (var file in streamed ? (string[])["first", "next"] : ["model"])
        {
            var header = graph($"{component}/{file}.onnx");
            BoundTensor.Resolve(header.Name, "input", input, header.Inputs);
            BoundTensor.Resolve(header.Name, "output", output, header.Outputs);
        }

        if (!streamed)
            return;
        var kept = graph($"{component}/next.onnx").Inputs.Select(i => i.Name).Where(n => n.StartsWith("cache_", StringComparison.Ordinal)).ToHashSet();
        foreach (var file in (string[])["first", "next"])
        {
            var header = graph($"{component}/{file}.onnx");
            if (kept.FirstOrDefault(c => header.Outputs.All(o => o.Name != c + "_out")) is { } missing)
                throw new ModelException($"{header.Name}: no output is named {missing}_out, which next.onnx takes as {missing}; export both together again.");
        }
    }

    private static (int Window, string? Pad) Words(string folder, Family family, DenoiserPort port, Func<string, OnnxFile> graph)
    {
        if (family.ReadsNoWords)
            return (0, null);
        if (!File.Exists(Path.Combine(folder, "tokenizer", "tokenizer.json")))
            throw new ModelException($"tokenizer/tokenizer.json is missing in {folder}; copy the whole model folder.");
        var encoder = graph("text_encoder/model.onnx");
        var ids = BoundTensor.Resolve(encoder.Name, "input", TensorRole.InputIds, encoder.Inputs)!;
        var states = BoundTensor.Resolve(encoder.Name, "output", TensorRole.TextStates, encoder.Outputs)!;
        var (given, wanted) = (states.Dimensions[2], port.PromptStates!.Dimensions[2]);
        if (given > 0 && wanted > 0 && given != wanted)
            throw new ModelException($"{encoder.Name} gives states of {given} values, but {port.File} takes {wanted}; the folder mixes two models: copy or export it again.");
        var config = File.Exists(Path.Combine(folder, "tokenizer", "tokenizer_config.json")) ? JsonFile.Read(folder, "tokenizer/tokenizer_config.json") : null;
        var longest = config?.Has("model_max_length") == true ? config.Number("model_max_length") : float.PositiveInfinity; // 1e30 = no limit
        var window = port.PromptStates.Dimensions[1] > 0 ? port.PromptStates.Dimensions[1]
            : ids.Dimensions[1] > 0 ? ids.Dimensions[1]
            : family.PromptWindow > 0 ? family.PromptWindow
            : family == Family.Pocket ? JsonFile.Read(folder, "text_encoder/config.json").Whole("max_length")
            : longest <= 1000 ? (int)longest : 77;
        return (window, config?.Token("pad_token"));
    }

    private static void CheckImageEncoder(PictureUse use, OnnxFile graph)
    {
        BoundTensor.Resolve(graph.Name, "input", TensorRole.PixelValues, graph.Inputs);
        if (use == PictureUse.EveryFrame)
            BoundTensor.Resolve(graph.Name, "output", TensorRole.ImageEmbeds, graph.Outputs);
        else
            ImageEncoder.PenultimateOutput(graph.Name, graph.Outputs);
    }

    private static int MaxFrames(Family family, JsonFile denoiser) =>
        family == Family.Svd ? denoiser.Whole("num_frames", 25)
        : family == Family.AnimateDiff ? denoiser.Whole("motion_max_seq_length", 32)
        : family == Family.Ltx ? 257
        : 4096;

    private static (int, int, int) Fixed(DenoiserPort port)
    {
        var d = port.Latents.Dimensions;
        return port.Layout switch
        {
            LatentLayout.ChannelsFirst => (d[2], d[3], d[4]),
            LatentLayout.FramesFirst => (d[1], d[3], d[4]),
            _ => (-1, -1, -1),
        };
    }

    private static void CheckFixed(ModelFolder model)
    {
        var (frames, height, width) = model.FixedLatents;
        if (height < 0 || width < 0 || (frames < 0 && !model.IsUNet))
            return;
        var tokens = model.Tokens(new LatentShape(1, Math.Max(1, frames), height, width));
        if (tokens > model.MostTokens)
            throw new ModelException($"{model.Denoiser.File} has attention that is not fused (MatMul, Softmax, MatMul) over {tokens} tokens, more than {ModelFolder.MostUnfusedTokens}: it would need some {4.0 * tokens * tokens / (1 << 30):0.0} GiB for each head; export it with ONNX's Attention (opset 23) or MultiHeadAttention.");
    }
}
