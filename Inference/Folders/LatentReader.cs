using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Diffusion.Schedulers;
using ChatVideoBot.Inference.Families;

namespace ChatVideoBot.Inference.Folders;

/// <summary>How a VAE's latents lie over its pixels, and their statistics, out of its config: each family writes them in keys of its own.</summary>
internal static class LatentReader
{
    private const int MostChannels = 4096;
    private const int MostRatio = 256; // pixels or frames of a latent
    private const int MostPatch = 64;

    /// <param name="component">"transformer" or "unet".</param>
    public static LatentGeometry Geometry(Family family, JsonFile vae, JsonFile denoiser, string component)
    {
        if (component == "unet")
        {
            return new LatentGeometry(Channels(vae, "latent_channels"), 1, 1 << Halvings(vae), 1) { StepLatents = 1 << Halvings(denoiser) };
        }

        if (family == Family.Ltx)
        {
            var scaled = Flags(vae, "spatio_temporal_scaling").Count(t => t == "True");
            return new LatentGeometry(
                Channels(vae, "latent_channels"),
                vae.Whole("temporal_compression_ratio", vae.Whole("patch_size_t", 1, 1, MostPatch) << scaled, 1, MostRatio),
                vae.Whole("spatial_compression_ratio", vae.Whole("patch_size", 4, 1, MostPatch) << scaled, 1, MostRatio), denoiser.Whole("patch_size", 1, 1, MostPatch));
        }

        var side = denoiser.Numbers("patch_size", 3)[^1];
        if (side is not (>= 1 and <= MostPatch) || side != (int)side)
            throw denoiser.Wrong("patch_size", $"a list of 3 whole numbers from 1 to {MostPatch}, not {side}");
        var patch = (int)side;
        if (!family.IsWan)
            return new LatentGeometry(Channels(vae, "latent_channels"), vae.Whole("scale_factor_temporal", null, 1, MostRatio), vae.Whole("scale_factor_spatial", null, 1, MostRatio), patch);
        var temporal = Flags(vae, "temperal_downsample");
        return new LatentGeometry(
            Channels(vae, "z_dim"), vae.Whole("scale_factor_temporal", 1 << temporal.Count(t => t == "True"), 1, MostRatio),
            vae.Whole("scale_factor_spatial", (1 << temporal.Count) * vae.Whole("patch_size", 1, 1, MostPatch), 1, MostRatio), patch);
    }

    private static int Channels(JsonFile vae, string key) => vae.Whole(key, null, 1, MostChannels);

    /// <summary>A network with so many blocks halves its sides one time less.</summary>
    private static int Halvings(JsonFile config) => config.Texts("block_out_channels").Count is >= 1 and <= 7 and var blocks
        ? blocks - 1
        : throw config.Wrong("block_out_channels", "a list of 1 to 7 numbers");

    private static IReadOnlyList<string> Flags(JsonFile vae, string key) => vae.Texts(key) is { Count: <= 6 } list
        ? list
        : throw vae.Wrong(key, "a list of at most 6");

    public static LatentStatistics Statistics(string folder, Family family, JsonFile vae, int channels)
    {
        var file = File.Exists(Path.Combine(folder, "vae_decoder", "latents.json")) ? JsonFile.Read(folder, "vae_decoder/latents.json") : vae;
        var scale = file.Number("scaling_factor", vae.Number("scaling_factor", 1));
        if (scale <= 0)
            throw (file.Has("scaling_factor") ? file : vae).Wrong("scaling_factor", $"a number above 0, not {scale.Typed()}");
        var mean = file.Has("latents_mean") ? file.Numbers("latents_mean", channels) : [.. Enumerable.Repeat(vae.Number("shift_factor", 0), channels)];
        var deviation = file.Has("latents_std") ? file.Numbers("latents_std", channels) : [.. Enumerable.Repeat(1f, channels)];
        // LTX-Video's config has a scaling_factor of 1 beside them: taken alone it would give a clip of wrong colours and no error.
        if (!file.Has("latents_mean") && (family.IsWan || family == Family.Ltx || !file.Has("scaling_factor")))
            throw file.Wrong("latents_mean", $"a list of {channels} numbers: without it no latent can be decoded (LTX-Video's stand among the VAE's weights, from where the export writes vae_decoder/latents.json)");
        return deviation.All(d => d > 0)
            ? new LatentStatistics(mean, [.. deviation.Select(d => d / scale)])
            : throw file.Wrong("latents_std", $"above 0 in every channel, not {deviation.First(d => !(d > 0)).Typed()} in channel {Array.FindIndex(deviation, d => !(d > 0))}");
    }
}
