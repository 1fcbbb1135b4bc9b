using ChatVideoBot.Bench;

// dotnet run -c Release --project bench -- [all | NAME] [--redis HOST:PORT] [--seconds S] ...
return await Benchmarks.RunAsync(args);
