namespace ChatVideoBot.Inference.Prompts;

/// <summary>What the text encoder made of one prompt, as the denoiser wants it.</summary>
/// <param name="Values">[Window, Width], flat.</param>
/// <param name="Mask">1 where there is a token, 0 at the padding: [Window].</param>
public sealed record PromptStates(float[] Values, float[] Mask, int Window, int Width);
