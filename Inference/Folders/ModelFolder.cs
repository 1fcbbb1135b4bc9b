using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Diffusion.Schedulers;

namespace ChatVideoBot.Inference.Folders;

/// <summary>A model folder's settings, read and checked; the graphs are not loaded yet.</summary>
/// <param name="Folder">The full path.</param>
/// <param name="Name">The folder's own name: how the model is called.</param>
/// <param name="PromptWindow">Ids that the text encoder reads.</param>
/// <param name="Shift">Of the flow matching schedule.</param>
public sealed record ModelFolder(
    string Folder, string Name, Family Family, LatentGeometry Geometry, LatentStatistics Statistics, int PromptWindow, float Shift)
{
    /// <summary>Whether it can begin a clip with a picture.</summary>
    public bool TakesPictures => File.Exists(Path.Combine(Folder, "vae_encoder", "model.onnx"));

    public string TokenizerFile => Path.Combine(Folder, "tokenizer", "tokenizer.json");

    /// <exception cref="ModelException">It is no model folder, or one that cannot work here.</exception>
    public static ModelFolder Read(string folder)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!Directory.Exists(folder))
            throw new ModelException($"The model folder {folder} does not exist; name one that has a model_index.json.");
        if (!File.Exists(Path.Combine(folder, "model_index.json")))
            throw new ModelException($"{folder} is no model folder: model_index.json is missing; name a folder in the layout of diffusers.");

        var family = Family.Of(JsonFile.Read(folder, "model_index.json").Text("_class_name"));
        var scheduler = JsonFile.Read(folder, "scheduler/scheduler_config.json");
        if (scheduler.Text("_class_name") is not "FlowMatchEulerDiscreteScheduler" and var other)
            throw new ModelException($"scheduler/scheduler_config.json: _class_name \"{other}\" is unknown here; known is FlowMatchEulerDiscreteScheduler.");
        if (scheduler.Flag("use_dynamic_shifting"))
            throw new ModelException("scheduler/scheduler_config.json: use_dynamic_shifting is not supported; set it to false and give a shift.");
        var shift = scheduler.Number("shift");
        if (shift <= 0)
            throw new ModelException($"scheduler/scheduler_config.json: shift: {shift} is not above 0.");

        var vae = JsonFile.Read(folder, "vae_decoder/config.json");
        var transformer = JsonFile.Read(folder, "transformer/config.json");
        var channels = vae.Whole("latent_channels");
        if (transformer.Whole("in_channels") != channels)
            throw new ModelException("transformer/config.json: in_channels is not the VAE's latent_channels; the folder mixes two models.");
        var geometry = new LatentGeometry(
            channels, vae.Whole("scale_factor_temporal"), vae.Whole("scale_factor_spatial"), (int)transformer.Numbers("patch_size", 3)[^1]);
        var statistics = new LatentStatistics(vae.Numbers("latents_mean", channels), vae.Numbers("latents_std", channels));
        if (statistics.Deviation.Any(d => d <= 0))
            throw new ModelException("vae_decoder/config.json: latents_std must be above 0; export the model again.");
        var model = new ModelFolder(
            folder, Path.GetFileName(folder), family, geometry, statistics,
            JsonFile.Read(folder, "text_encoder/config.json").Whole("max_length"), shift);
        return File.Exists(model.TokenizerFile)
            ? model
            : throw new ModelException($"tokenizer/tokenizer.json is missing in {folder}; copy the whole model folder.");
    }
}
