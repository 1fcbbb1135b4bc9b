using ChatVideoBot.Bench;

// dotnet run -c Release --project bench -- [all | clip | tokenize | queue | ack] [--redis HOST:PORT] [--seconds S] ...
return await Benchmarks.RunAsync(args);
