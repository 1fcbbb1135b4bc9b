using ChatVideoBot.Inference.CommandLine;
using ChatVideoBot.Inference.Worker;

// generate, models, replay, tokenize; with nothing, or settings such as --Inference:Threads=1, the worker
return args.Length > 0 && !args[0].Contains(':')
    ? await Commands.RunAsync(args)
    : await WorkerHost.RunAsync(args);
