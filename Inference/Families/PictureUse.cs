namespace ChatVideoBot.Inference.Families;

/// <summary>What a model does with a picture.</summary>
public enum PictureUse
{
    /// <summary>Nothing: text to video.</summary>
    None,

    /// <summary>An input <c>condition</c> of its own holds the picture's latents and a mask; they take their place at the end: pocket.</summary>
    ConditionInput,

    /// <summary>Mask and latents are channels behind the noise, and an image encoder looks at it: Wan 2.1. It makes no clip without a picture.</summary>
    Channels,

    /// <summary>Its latents are the first frame of what the denoiser sees, with timestep 0 there: Wan 2.2 TI2V.</summary>
    FirstFrameSeen,

    /// <summary>Its latents are the first frame of the clip's own from the beginning, with timestep 0 there: LTX-Video.</summary>
    FirstFrameKept,

    /// <summary>Its latents are channels of every frame, and an image encoder's view takes the prompt's place: Stable Video Diffusion.</summary>
    EveryFrame,
}
