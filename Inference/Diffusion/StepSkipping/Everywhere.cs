// The loop's own folder and its callers say IStepSkip without naming this folder.
global using ChatVideoBot.Inference.Diffusion.StepSkipping;
