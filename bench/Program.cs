using ChatVideoBot.Bench;
using ChatVideoBot.Bench.Clips;
using ChatVideoBot.Bench.Days;
using ChatVideoBot.Bench.Gateway;

// dotnet run -c Release --project bench -- [all | NAME] [--redis HOST:PORT] [--seconds S] ...
return args switch
{
    [OurClips.Word, .. var settings] => await OurClips.ServeAsync(settings),
    [DayWorker.Word, .. var settings] => await DayWorker.ServeAsync(settings),
    [OurBot.Word, .. var settings] => await OurBot.ServeAsync(settings),
    _ => await Benchmarks.RunAsync(args),
};
