using ChatVideoBot.Inference.CommandLine;

// generate, models, replay, tokenize
if (args.Length > 0)
    return await Commands.RunAsync(args);

return 0;
