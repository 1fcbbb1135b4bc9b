using ChatVideoBot.Inference.CommandLine;
using ChatVideoBot.Inference.Worker;

// generate, models, replay, tokenize; or, without a command, the queue's worker
return args is [var first, ..] && !first.StartsWith("--", StringComparison.Ordinal) || args is ["--help"]
    ? await Commands.RunAsync(args)
    : await WorkerHost.RunAsync(args);
