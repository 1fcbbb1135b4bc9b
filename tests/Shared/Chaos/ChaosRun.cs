using System.Diagnostics;

namespace ChatVideoBot.Tests.Chaos;

/// <summary>
/// Jobs of people at a Discord that fails, made by workers and told by a bot that are killed all the time, in a Redis that is killed too.
/// Real processes all; whether the promises held is judged from the outside.
/// </summary>
public static class ChaosRun
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250), Still = TimeSpan.FromSeconds(1), LastLook = TimeSpan.FromSeconds(30);

    /// <param name="tell">Hears now and then how far the run is.</param>
    /// <exception cref="ChaosHungException">It was not over within the plan's limit.</exception>
    public static async Task<ChaosReport> RunAsync(ChaosPlan plan, Action<string> tell, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(plan.Limit);
        await using var town = await ChaosTown.BuildAsync(plan, limit.Token);
        using var redis = new RawRedis(town.Redis.Url);
        var ledger = new Ledger();
        try
        {
            return await RunAsync(plan, town, redis, ledger, began, tell, limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            using var last = new CancellationTokenSource(LastLook);
            throw new ChaosHungException(plan, [
                $"accepted {ledger.Accepted}, ended {ledger.Ended}; open jobs:", .. await Judge.DescribeOpenAsync(redis, ledger, last.Token),
                "last words:", .. town.LastWords(), $"all words: {town.LogFolder}"]);
        }
    }

    private static async Task<ChaosReport> RunAsync(
        ChaosPlan plan, ChaosTown town, RawRedis redis, Ledger ledger, long began, Action<string> tell, CancellationToken cancel)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var unkilled = CancellationTokenSource.CreateLinkedTokenSource(over.Token);
        List<SandboxPerson> people = [];
        using var queueWatch = new QueueWatch(town.Redis.Url, ledger);
        using var mischief = new Mischief(plan, town.Page, ledger);
        try
        {
            foreach (var role in (string[])["owner", "moderator", "member"]) people.Add(await SandboxPerson.SitDownAsync(town.Page, role, cancel));
            foreach (var person in people) await person.WaitForCommandsAsync(cancel);
            var picture = await MadePicture.DrawAsync("png", 64, 64, 1, cancel);
            var watches = people.Select(person => new ChatWatch(person, ledger)).ToArray();
            List<Task> roles = [queueWatch.RunAsync(over.Token), mischief.RunAsync(over.Token), .. watches.Select(watch => watch.RunAsync(over.Token))];
            await Task.WhenAll(watches.Select(watch => watch.Listens)).WaitAsync(cancel);

            var crowd = new Crowd(plan, people, ledger, picture);
            var killer = new Killer(plan, town.Bot, town.Workers, town.Redis, ledger, mischief);
            var (asking, killing) = (crowd.RunAsync(over.Token), killer.RunAsync(unkilled.Token));
            roles.AddRange([asking, killing]);
            await WaitAsync();
            await unkilled.CancelAsync();
            await killing;
            var killed = town.Children.Where(child => child.Kills > 0).ToDictionary(child => child.Name, child => child.Kills);
            killed["redis"] = killer.RedisKills;
            await mischief.EndAsync(cancel);
            while (!await Judge.IsOverAsync(redis, ledger, cancel)) await Task.Delay(Look, cancel); // a kill may have come between
            await town.StillAsync();
            await Task.Delay(Still, cancel); // the watchers hear the last words

            var channels = people[0].State["channels"]!.AsArray().Select(channel => channel!["id"]!.GetValue<string>()).ToArray();
            var judge = new Judge(redis, town.Api, town.Token, channels, ledger);
            var complaints = await judge.JudgeAsync(cancel);
            await over.CancelAsync();
            await Task.WhenAll(roles);
            return new(plan.Seed, ledger.Accepted, judge.ByEnd, killed, mischief.Counts, crowd.Asked, ledger.Jobs.Sum(job => job.Starts),
                ledger.Jobs.Sum(job => job.Returns), ledger.Leases.Count, judge.CardsLeft, judge.Doubled, judge.Lost, Stopwatch.GetElapsedTime(began),
                [.. complaints, .. EndedByThemselves()]);

            async Task<bool> IsOverAsync() =>
                asking.IsCompleted && killer.RedisKills == plan.RedisKills && await Judge.IsOverAsync(redis, ledger, cancel);

            async Task WaitAsync()
            {
                var toldAt = Stopwatch.GetTimestamp();
                for (var inPeace = 0; inPeace < 4; inPeace = await IsOverAsync() ? inPeace + 1 : 0)
                {
                    if (roles.FirstOrDefault(role => role.IsFaulted) is { } broken) await broken;
                    if (Stopwatch.GetElapsedTime(toldAt) > TimeSpan.FromSeconds(15))
                    {
                        tell($"{Stopwatch.GetElapsedTime(began).TotalSeconds:0} s: {ledger.Accepted} accepted, {ledger.Ended} ended, "
                            + $"{town.Children.Sum(child => child.Kills)} kills, {killer.RedisKills} of Redis");
                        toldAt = Stopwatch.GetTimestamp();
                    }
                    await Task.Delay(Look, cancel);
                }
            }
        }
        finally
        {
            await over.CancelAsync();
            foreach (var person in people) person.Dispose();
        }

        IEnumerable<string> EndedByThemselves() => town.Children.Where(child => child.Ends > 0).Select(child =>
            $"{child.Name} ended by itself {child.Ends} times: see {town.LogFolder}");
    }
}

/// <summary>A run was not over in time; the message tells what was open and what the processes said last.</summary>
public sealed class ChaosHungException(ChaosPlan plan, IReadOnlyList<string> lines)
    : Exception($"The chaos run of seed {plan.Seed} was not over after {plan.Limit}:\n{string.Join('\n', lines)}");
