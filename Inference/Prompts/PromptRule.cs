namespace ChatVideoBot.Inference.Prompts;

/// <summary>How a family's prompts become text states.</summary>
/// <param name="Window">Ids that the denoiser's text states have room for.</param>
/// <param name="PadId">The id that fills the window up.</param>
/// <param name="Cleaned">Whether entities and runs of spaces are tidied first, as Wan's pipeline does.</param>
/// <param name="ZeroPadded">Whether the states past the prompt are zeros, because the denoiser has no mask: Wan.</param>
public sealed record PromptRule(int Window, int PadId, bool Cleaned = false, bool ZeroPadded = false);
