using ChatVideoBot.Inference.Conditions;
using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Diffusion.Denoisers;
using ChatVideoBot.Inference.Diffusion.Schedulers;
using ChatVideoBot.Inference.Families;
using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Planning;

namespace ChatVideoBot.Inference.Folders;

/// <summary>Reads a model folder: configs first, then the graphs' headers, then whether they fit together.</summary>
internal static class FolderReader
{
    private const int MostWindow = 8192;
    private const int MostFramesEver = 4096;

    public static ModelFolder Read(string folder)
    {
        if (folder.Length == 0 || folder.Contains('\0'))
            throw new ModelException($"\"{folder}\" is no folder; name one that has a model_index.json.");
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!Directory.Exists(folder))
            throw new ModelException($"The model folder {folder} {(File.Exists(folder) ? "is a file" : "does not exist")}; name one that has a model_index.json.");
        if (!File.Exists(Path.Combine(folder, "model_index.json")))
            throw new ModelException($"{folder} is no model folder: model_index.json is missing; name a folder in the layout of diffusers.");

        var index = JsonFile.Read(folder, "model_index.json");
        var expert = index.Names("transformer_2");
        var family = Family.Of(index.Text("_class_name"), index.Flag("expand_timesteps", false), expert);
        var scheduler = SchedulerSettings.Read(JsonFile.Read(folder, "scheduler/scheduler_config.json"));
        var defaults = DefaultsReader.Read(folder, family, scheduler);
        var vae = JsonFile.Read(folder, "vae_decoder/config.json");
        var component = Directory.Exists(Path.Combine(folder, "unet")) && !Directory.Exists(Path.Combine(folder, "transformer")) ? "unet" : "transformer";
        var denoiser = JsonFile.Read(folder, $"{component}/config.json");
        var geometry = LatentReader.Geometry(family, vae, denoiser, component);
        DefaultsReader.Check(folder, defaults, geometry, scheduler);
        var statistics = LatentReader.Statistics(folder, family, vae, geometry.Channels);

        var graphs = new Dictionary<string, OnnxFile>();
        OnnxFile Graph(string name) => graphs[name] = OnnxFile.Read(folder, name);
        var port = DenoiserPort.Read(Graph($"{component}/model.onnx"), denoiser.Whole("in_channels"), geometry.Patch, family == Family.Svd);
        var fine = expert ? DenoiserPort.Read(Graph("transformer_2/model.onnx"), JsonFile.Read(folder, "transformer_2/config.json").Whole("in_channels"), geometry.Patch, false) : null;
        var pictureUse = Use(folder, family, geometry, port);
        CheckDenoiser(family, port, pictureUse, geometry);
        Vae(folder, "vae_decoder", TensorRole.LatentSample, geometry.Channels, TensorRole.Sample, 3, Graph);
        if (pictureUse != PictureUse.None)
            Vae(folder, "vae_encoder", TensorRole.Sample, 3, TensorRole.LatentParameters, geometry.Channels, Graph);
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
            Boundary = expert ? Boundary(index) : 0,
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

    private static float Boundary(JsonFile index) => index.Number("boundary_ratio", 0.875f) is >= 0 and <= 1 and var share
        ? share
        : throw index.Wrong("boundary_ratio", "a number from 0 to 1");

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
        var condition = family == Family.Pocket ? port.Optional(TensorRole.Condition) : null;
        if (condition is not null && condition.Dimensions[1] > 0 && condition.Dimensions[1] != geometry.Channels + 1)
            throw new ModelException($"{port.File}: input \"{condition.Name}\" takes {condition.Dimensions[1]} channels, but the VAE's {geometry.Channels} and a mask are {geometry.Channels + 1}; the folder mixes two models: copy or export it again.");
        RefuseUnfed(port.File, port.Inputs, port.Latents, port.Timestep, port.PromptStates, port.Optional(TensorRole.PromptMask), condition,
            use == PictureUse.Channels ? port.Optional(TensorRole.PictureStates) : null,
            family == Family.Svd ? port.Optional(TensorRole.AddedTimeIds) : null, family == Family.Ltx ? port.Optional(TensorRole.VideoCoords) : null);
    }

    /// <summary>An input that nothing is known for would fail every run, with a sentence that helps nobody.</summary>
    private static void RefuseUnfed(string graph, IReadOnlyList<BoundTensor> inputs, params IEnumerable<BoundTensor?> fed)
    {
        if (inputs.FirstOrDefault(i => fed.All(f => f?.Name != i.Name)) is { } unknown)
            throw new ModelException($"{graph}: input \"{unknown.Name}\" is not known here, and so cannot be fed; export it without that input, or under one of the usual names.");
    }

    /// <param name="taken">Channels that go in.</param>
    /// <param name="given">Channels that come out, or twice as many from an encoder.</param>
    private static void Vae(string folder, string component, TensorRole input, int taken, TensorRole output, int given, Func<string, OnnxFile> graph)
    {
        var streamed = File.Exists(Path.Combine(folder, component, "first.onnx")) || File.Exists(Path.Combine(folder, component, "next.onnx"));
        foreach (var file in streamed ? (string[])["first", "next"] : ["model"])
        {
            var header = graph($"{component}/{file}.onnx");
            var sample = BoundTensor.Resolve(header.Name, "input", input, header.Inputs)!;
            var answer = BoundTensor.Resolve(header.Name, "output", output, header.Outputs)!;
            var more = component == "vae_encoder" ? 2 * given : given;
            if ((sample.Dimensions[1] > 0 && sample.Dimensions[1] != taken) || (answer.Dimensions[1] > 0 && answer.Dimensions[1] != given && answer.Dimensions[1] != more))
                throw new ModelException($"{header.Name}: {sample.Dimensions[1]} channels go into \"{sample.Name}\" and {answer.Dimensions[1]} come out of \"{answer.Name}\", but {taken} and {given} are due; "
                    + "the folder mixes two models, or encoder and decoder: copy or export it again.");
            TensorRole[] extras = component == "vae_decoder" ? [TensorRole.DecodeTimestep, TensorRole.NumFrames] : [];
            RefuseUnfed(header.Name, header.Inputs, [
                sample, .. extras.Select(e => BoundTensor.Resolve(header.Name, "input", e, header.Inputs)),
                .. file == "next" ? header.Inputs.Where(i => i.Name.StartsWith("cache_", StringComparison.Ordinal)) : []]);
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
        RefuseUnfed(encoder.Name, encoder.Inputs, ids, BoundTensor.Resolve(encoder.Name, "input", TensorRole.AttentionMask, encoder.Inputs));
        var (given, wanted) = (states.Dimensions[2], port.PromptStates!.Dimensions[2]);
        if (given > 0 && wanted > 0 && given != wanted)
            throw new ModelException($"{encoder.Name} gives states of {given} values, but {port.File} takes {wanted}; the folder mixes two models: copy or export it again.");
        var config = File.Exists(Path.Combine(folder, "tokenizer", "tokenizer_config.json")) ? JsonFile.Read(folder, "tokenizer/tokenizer_config.json") : null;
        var longest = config?.Has("model_max_length") == true ? config.Number("model_max_length") : float.PositiveInfinity; // 1e30 = no limit
        if (longest < 1)
            throw config!.Wrong("model_max_length", "a whole number above 0");
        var window = port.PromptStates.Dimensions[1] > 0 ? port.PromptStates.Dimensions[1]
            : ids.Dimensions[1] > 0 ? ids.Dimensions[1]
            : family.PromptWindow > 0 ? family.PromptWindow
            : family == Family.Pocket ? JsonFile.Read(folder, "text_encoder/config.json").Whole("max_length", null, 1, MostWindow)
            : longest <= 1000 ? (int)longest : 77;
        if (window > MostWindow)
            throw new ModelException($"{port.File}: the prompt's states have {window} rows, more than {MostWindow}; export it again.");
        return (window, config?.Token("pad_token"));
    }

    private static void CheckImageEncoder(PictureUse use, OnnxFile graph)
    {
        RefuseUnfed(graph.Name, graph.Inputs, BoundTensor.Resolve(graph.Name, "input", TensorRole.PixelValues, graph.Inputs));
        if (use == PictureUse.EveryFrame)
            BoundTensor.Resolve(graph.Name, "output", TensorRole.ImageEmbeds, graph.Outputs);
        else
            ImageEncoder.PenultimateOutput(graph.Name, graph.Outputs);
    }

    private static int MaxFrames(Family family, JsonFile denoiser) =>
        family == Family.Svd ? denoiser.Whole("num_frames", 25, 2, MostFramesEver)
        : family == Family.AnimateDiff ? denoiser.Whole("motion_max_seq_length", 32, 2, MostFramesEver)
        : family == Family.Ltx ? 257
        : MostFramesEver;

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
        foreach (var (what, latents, scale, most) in ((string, int, int, int)[])[
            ("frames", frames, model.Geometry.FramesPerLatent, MostFramesEver), ("height", height, model.Geometry.PixelsPerLatent, ClipPlan.MaxSidePixels),
            ("width", width, model.Geometry.PixelsPerLatent, ClipPlan.MaxSidePixels)])
        {
            if (latents == 0 || latents > most / scale || (what != "frames" && latents > 0 && latents % model.Geometry.Patch != 0))
                throw new ModelException($"{model.Denoiser.File}: input \"{model.Denoiser.Latents.Name}\" is fixed at {latents} latents ({what}), but 1 to {most / scale}"
                    + $"{(what == "frames" ? "" : $", in multiples of {model.Geometry.Patch},")} can be made; export it with open dimensions.");
        }

        if (height < 0 || width < 0 || (frames < 0 && !model.IsUNet))
            return;
        var tokens = model.Tokens(new LatentShape(1, Math.Max(1, frames), height, width));
        if (tokens > model.MostTokens)
            throw new ModelException($"{model.Denoiser.File} has attention that is not fused (MatMul, Softmax, MatMul) over {tokens} tokens, more than {ModelFolder.MostUnfusedTokens}: it would need some {4.0 * tokens * tokens / (1 << 30):0.0} GiB for each head; export it with ONNX's Attention (opset 23) or MultiHeadAttention.");
    }
}
