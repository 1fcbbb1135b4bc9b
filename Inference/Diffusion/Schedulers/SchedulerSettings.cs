using ChatVideoBot.Inference.Folders;

namespace ChatVideoBot.Inference.Diffusion.Schedulers;

/// <summary>A model folder's scheduler, checked: makes the schedule of one clip.</summary>
public abstract record SchedulerSettings
{
    /// <summary>The most steps that the schedule has.</summary>
    public abstract int MostSteps { get; }

    /// <summary>Reads scheduler_config.json as diffusers 0.42 writes and means it; a missing key has its default there.</summary>
    /// <exception cref="ModelException">A key is wrong, or asks for what is not done here; one sentence says which and what is legal.</exception>
    internal static SchedulerSettings Read(JsonFile config) =>
        config.Choice("_class_name", "", "FlowMatchEulerDiscreteScheduler", "UniPCMultistepScheduler", "EulerDiscreteScheduler", "DDIMScheduler", "LCMScheduler") switch
        {
            "FlowMatchEulerDiscreteScheduler" => FlowMatchEulerSettings.ReadFrom(config),
            "UniPCMultistepScheduler" => UniPCSettings.ReadFrom(config),
            "EulerDiscreteScheduler" => EulerDiscreteSettings.ReadFrom(config),
            "DDIMScheduler" => DdimSettings.ReadFrom(config),
            _ => LcmSettings.ReadFrom(config),
        };

    /// <summary>The schedule of one clip.</summary>
    /// <exception cref="ModelException">The schedule has no such steps; the sentence names what can be had.</exception>
    public IScheduler Make(ScheduleRequest request)
    {
        if (request.Steps < 1 || request.Steps > MostSteps)
            throw new ModelException($"steps is {request.Steps}; this model's scheduler can do 1 to {MostSteps}.");
        if (request.Sigmas is not null && request.Timesteps is not null)
            throw new ModelException("sigmas and timesteps are both given; give one of them.");
        if ((request.Sigmas ?? request.Timesteps) is { } list && list.Length != request.Steps)
            throw new ModelException($"steps is {request.Steps}, but {list.Length} sigmas or timesteps are given; steps must be {list.Length}.");
        return Build(request);
    }

    /// <param name="request">Steps are within 1 and <see cref="MostSteps"/>, and as many as the list has.</param>
    private protected abstract IScheduler Build(ScheduleRequest request);

    /// <summary>A list that falls from at most <paramref name="most"/> and stays above 0.</summary>
    private protected static float[] Falling(string option, float[] list, double most)
    {
        for (var i = 0; i < list.Length; i++)
        {
            if (!(list[i] > 0) || list[i] > most || (i > 0 && list[i] >= list[i - 1]))
                throw new ModelException($"{option} must fall from at most {most.Typed()} and stay above 0, but number {i + 1} is {list[i].Typed()}.");
        }

        return list;
    }
}
