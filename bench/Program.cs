using ChatVideoBot.Bench;
using ChatVideoBot.Bench.Clips;

// dotnet run -c Release --project bench -- [all | NAME] [--redis HOST:PORT] [--seconds S] ...
return args is [OurClips.Word, .. var settings] ? await OurClips.ServeAsync(settings) : await Benchmarks.RunAsync(args);
