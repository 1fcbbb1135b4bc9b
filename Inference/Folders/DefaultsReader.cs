using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Diffusion.Schedulers;
using ChatVideoBot.Inference.Families;
using ChatVideoBot.Inference.Planning;

namespace ChatVideoBot.Inference.Folders;

/// <summary>What suits a model: its family's defaults with what its folder's clip_defaults.json changes.</summary>
internal static class DefaultsReader
{
    public static ClipDefaults Read(string folder, Family family, SchedulerSettings scheduler)
    {
        var defaults = family.Defaults;
        if (scheduler is LcmSettings) // consistency models want few steps and next to no guidance: arXiv:2402.00769
            defaults = defaults with { Steps = 6, Guidance = 1.5 };
        return File.Exists(Path.Combine(folder, ClipDefaults.File)) ? defaults.With(JsonFile.Read(folder, ClipDefaults.File)) : defaults;
    }

    /// <summary>What clip_defaults.json asks for must be what this model can do: nobody is there to read a note about it.</summary>
    public static void Check(string folder, ClipDefaults defaults, LatentGeometry geometry, SchedulerSettings scheduler)
    {
        if (!File.Exists(Path.Combine(folder, ClipDefaults.File)))
            return;
        var file = JsonFile.Read(folder, ClipDefaults.File);
        foreach (var (key, side) in ((string, int)[])[("width", defaults.WidthPixels), ("height", defaults.HeightPixels)])
        {
            var most = ClipPlan.MaxSidePixels / geometry.PixelStep * geometry.PixelStep;
            if (file.Has(key) && (side % geometry.PixelStep != 0 || side > most))
                throw file.Wrong(key, $"a multiple of {geometry.PixelStep} from {geometry.PixelStep} to {most}, not {side}: the nearest is {Math.Clamp((int)Math.Round((double)side / geometry.PixelStep), 1, most / geometry.PixelStep) * geometry.PixelStep}");
        }

        if (file.Has("num_inference_steps") && defaults.Steps > scheduler.MostSteps)
            throw file.Wrong("num_inference_steps", $"a whole number from 1 to {scheduler.MostSteps}, which the scheduler has, not {defaults.Steps}");
        if (file.Has("sigmas") && file.Has("timesteps"))
            throw file.Wrong("timesteps", "left out where \"sigmas\" are given");
        foreach (var key in (string[])["sigmas", "timesteps"])
        {
            if (file.OptionalNumbers(key) is not { } list)
                continue;
            try
            {
                scheduler.Make(new ScheduleRequest(list.Length) { Tokens = 1024, Sigmas = key == "sigmas" ? list : null, Timesteps = key == "sigmas" ? null : list });
            }
            catch (ModelException e)
            {
                throw new ModelException($"{ClipDefaults.File}: \"{key}\": {e.Message}", e);
            }
        }
    }
}
