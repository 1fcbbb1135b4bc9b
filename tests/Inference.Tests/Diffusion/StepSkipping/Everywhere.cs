global using ChatVideoBot.Inference.Diffusion.StepSkipping;
