namespace ChatVideoBot.Tests.Chaos;

/// <summary>What a chaos run does. The seed fixes every choice that is ours to make; what it meets is the machine's.</summary>
/// <param name="Jobs">Jobs that must have been accepted before people stop asking.</param>
public sealed record ChaosPlan(int Jobs, int Seed)
{
    /// <summary>What ./test has time for.</summary>
    public static ChaosPlan Small(int seed) => new(30, seed) { OpenAtOnce = 15, SkipEachBotKill = 3 };

    public int Workers { get; init; } = 2;

    /// <summary>Jobs that are open at once, at most.</summary>
    public int OpenAtOnce { get; init; } = 40;

    /// <summary>Interactions that wait for an answer at once: the hands of all people together.</summary>
    public int Hands { get; init; } = 9;

    /// <summary>From one kill of a worker or the bot to the next.</summary>
    public (TimeSpan Least, TimeSpan Most) KillEvery { get; init; } = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

    /// <summary>Kills of Redis, spread evenly over the jobs' ends.</summary>
    public int RedisKills { get; init; } = 3;

    /// <summary>Each so-manieth kill of the bot, Discord's clock moves on by five minutes while it is dead: nonces are forgotten, tokens age.</summary>
    public int SkipEachBotKill { get; init; } = 8;

    /// <summary>Shares of the jobs: with a picture; that somebody wants cancelled.</summary>
    public double Pictures { get; init; } = 0.2;

    public double Cancels { get; init; } = 0.12;

    /// <summary>Faults of Discord for each accepted job, on average.</summary>
    public double Faults { get; init; } = 0.6;

    /// <summary>After so long the run has hung.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Crashes that a job survives: with so many kills a job may lose its worker several times, for no fault of its own.</summary>
    public const int Crashes = 20;

    /// <summary>How long the queue, the workers and the bot wait, short enough that what died is made good in seconds.</summary>
    internal static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["Queue__Lease"] = "00:00:03",
        ["Queue__RenewEvery"] = "00:00:01",
        ["Queue__DeliveryLease"] = "00:00:05",
        ["Queue__ReapEvery"] = "00:00:00.2",
        ["Queue__Crashes"] = $"{Crashes}",
        ["Queue__FaultsToSetAside"] = "1000",
        ["Queue__MostWaitingPerUser"] = "10000",
        ["Queue__TightenAt"] = "10000",
        ["Bot__ShortestSeconds"] = "0.1",
        ["Inference__MinSeconds"] = "0.1",
        ["Inference__Steps"] = "4",
        ["Inference__Guidance"] = "1",
        ["Inference__Threads"] = "1",
        ["Inference__MinShortSidePixels"] = "16",
        ["DOTNET_TieredPGO"] = "0", // programs that live for seconds
        ["Logging__Console__FormatterName"] = "simple",
        ["Logging__Console__FormatterOptions__SingleLine"] = "true",
        ["Logging__Console__FormatterOptions__TimestampFormat"] = "HH:mm:ss.fff ",
        ["Logging__LogLevel__Microsoft"] = "Warning",
        ["Logging__LogLevel__System.Net.Http"] = "Warning",
    };
}
