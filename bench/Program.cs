using ChatVideoBot.Bench;

// dotnet run -c Release --project bench -- [all | clip | queue | ack] [--redis HOST:PORT] [--seconds S] ...
return await Benchmarks.RunAsync(args);
