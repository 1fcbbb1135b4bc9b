using System.Diagnostics;
using ChatVideoBot.Bot;
using ChatVideoBot.Queue;
using ChatVideoBot.Sandbox;
using ChatVideoBot.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace ChatVideoBot.Bench.Answers;

/// <summary>
/// From a person's /imagine to the moment their page shows the bot's acknowledgement: sandbox, gateway, bot and REST in between, all real.
/// The queue is real as well; no worker runs, so that nothing but the answer is measured.
/// </summary>
internal static class AnswerBench
{
    public static async Task RunAsync(Order order)
    {
        var (commands, cancel) = (order.Whole("--commands", 200), order.Cancel);
        var folder = Directory.CreateTempSubdirectory("chatvideobot-bench-");
        try
        {
            await using var redis = await PrivateRedis.StartAsync(folder.FullName, cancel);
            await using var server = await SandboxServer.StartAsync(new() { RateLimits = false }, cancel);
            await using var host = Household.Build(server.Api, server.Token, redis.Url.OriginalString, services =>
            {
                services.AddBot();
                services.Configure<QueueOptions>(queue => queue.MostWaitingPerUser = queue.MostWaiting = queue.TightenAt = 100_000);
            });
            await host.StartAsync(cancel);
            using var person = await SandboxPerson.SitDownAsync(server.Page, "member", cancel);
            await person.WaitForCommandsAsync(cancel);

            var times = new List<double>();
            await using var events = person.EventsAsync(cancel).GetAsyncEnumerator(cancel);
            await events.MoveNextAsync(); // connected
            for (var n = 0; n < commands + 5; n++)
            {
                var began = Stopwatch.GetTimestamp();
                await person.UseAsync("general", "imagine", new Dictionary<string, object> { ["prompt"] = $"a red ball {n}" }, cancel);
                while (await events.MoveNextAsync() && !(events.Current["t"]!.GetValue<string>() == "MESSAGE_CREATE")) { }
                if (n >= 5) times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds); // the first five warm up
            }
            times.Sort();
            Row.Write(new
            {
                bench = "ack",
                commands,
                p50_ms = Math.Round(Row.Quantile(times, 0.5), 1),
                p90_ms = Math.Round(Row.Quantile(times, 0.9), 1),
                p99_ms = Math.Round(Row.Quantile(times, 0.99), 1),
                worst_ms = Math.Round(times[^1], 1),
            });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
