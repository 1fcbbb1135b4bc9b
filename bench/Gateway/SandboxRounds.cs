using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Bench.Programs;
using ChatVideoBot.Sandbox;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Bench.Gateway;

/// <summary>
/// The same with the sandbox, whose page a person uses: it reads, checks and remembers all that it is sent, and takes most of the time of both.
/// </summary>
internal static class SandboxRounds
{
    private const int AtOnce = 32;

    public static async Task CompareAsync(string peer, int commands, int rounds, CancellationToken cancel)
    {
        await using var discord = await SandboxServer.StartAsync(new() { RateLimits = false, Bots = 2 }, cancel);
        foreach (var bot in discord.Bots)
            await RegisterAsync(discord.Api, bot.Id, bot.Token, cancel);
        await using var us = await OurBot.StartAsync(discord.Api, 1, cancel, discord.Bots[0].Token);
        await using var them = await GatewayBench.PeerAsync(peer, discord.Api, 1, cancel, discord.Bots[1].Token);
        using var person = await SandboxPerson.SitDownAsync(discord.Page, "member", cancel);
        var sides = new[] { ("ours", us, discord.Bots[0].Id), ("discord.js", them, discord.Bots[1].Id) };
        var (rates, processor) = (new List<double>[] { [], [] }, new List<double>[] { [], [] });
        for (var round = -1; round < rounds; round++)
        {
            for (var side = 0; side < 2; side++)
            {
                var (_, bot, id) = sides[side];
                var before = await bot.AskAsync(new { }, cancel);
                var seconds = await UseAsync(discord, person, id, commands, cancel);
                var after = await bot.AskAsync(new { }, cancel);
                if (round < 0)
                    continue; // the first warms up
                rates[side].Add(commands / seconds);
                processor[side].Add((GatewayBench.Of(after, "processor_s") - GatewayBench.Of(before, "processor_s")) * 1000 / commands);
            }
        }

        for (var side = 0; side < 2; side++)
            Row.Write(new { bench = "gateway", sandbox = true, who = sides[side].Item1, answers_per_second = Math.Round(Row.Median(rates[side])), processor_ms_an_answer = Math.Round(Row.Median(processor[side]), 3) });
        Row.Write(new
        {
            bench = "gateway",
            sandbox = true,
            times_the_rate = Math.Round(Row.Median(rates[0].Zip(rates[1], (one, other) => one / other)), 2),
            of_the_processor = Math.Round(Row.Median(processor[0].Zip(processor[1], (one, other) => one / other)), 2),
        });
    }

    /// <summary>The seconds until all were answered.</summary>
    private static async Task<double> UseAsync(SandboxServer discord, SandboxPerson person, string application, int commands, CancellationToken cancel)
    {
        using var listening = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var (waiting, begun) = (new ConcurrentDictionary<string, TaskCompletionSource>(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        TaskCompletionSource Of(string id) => waiting.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        var hearing = Task.Run(async () =>
        {
            try
            {
                await foreach (var told in person.EventsAsync(listening.Token))
                {
                    begun.TrySetResult();
                    if (told["t"]!.GetValue<string>() == "INTERACTION_SUCCESS")
                        Of(told["d"]!["id"]!.GetValue<string>()).TrySetResult();
                }
            }
            catch (OperationCanceledException) when (listening.IsCancellationRequested)
            {
            }
        }, CancellationToken.None);
        await begun.Task.WaitAsync(cancel);
        using var http = new HttpClient { BaseAddress = discord.Page };
        var state = await http.GetFromJsonAsync<JsonNode>($"sandbox/state?user={person.Id}", cancel);
        var command = state!["commands"]!.AsArray().Single(one => one!["application_id"]!.GetValue<string>() == application)!;
        var payload = new JsonObject
        {
            ["type"] = 2,
            ["channel_id"] = person.Channel("general"),
            ["data"] = new JsonObject { ["id"] = command["id"]!.DeepClone(), ["name"] = "ping", ["type"] = 1, ["options"] = new JsonArray() },
        }.ToJsonString();
        var left = commands;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using var form = new MultipartFormDataContent { { new StringContent(payload), "payload_json" } };
                using var answer = await http.PostAsync($"sandbox/interactions?user={person.Id}", form, cancel);
                var id = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>(cancel))!["id"]!.GetValue<string>();
                await Of(id).Task.WaitAsync(cancel);
            }
        }));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await listening.CancelAsync();
        await hearing;
        return seconds;
    }

    private static async Task RegisterAsync(Uri api, string application, string token, CancellationToken cancel)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bot", token);
        using var answer = await http.PutAsJsonAsync($"{api.AbsoluteUri.TrimEnd('/')}/v10/applications/{application}/commands", new[] { new { name = "ping", description = "answers" } }, cancel);
        answer.EnsureSuccessStatusCode();
    }
}
