using ChatVideoBot.Bot;
using ChatVideoBot.Hosting;
using ChatVideoBot.Inference;
using ChatVideoBot.Queue;
using ChatVideoBot.Sandbox;
using ChatVideoBot.Telemetry;

// Everything in one process: a private Redis, a worker, the bot, and a Discord of our own. With DISCORD_TOKEN the bot serves Discord
// itself; with REDIS_URL it uses that Redis; with --bare there is nothing but our own Discord, for any other client.
try
{
    var arguments = Arguments.Read(args, SecretFiles.Variable);
    if (arguments.Refusal is { } refusal)
    {
        Console.Error.WriteLine(refusal);
        return 2;
    }
    using var stop = new StopSignal();
    await using var server = arguments.DiscordToken is null
        ? await SandboxServer.StartAsync(new() { Port = arguments.Port, Bots = arguments.Bots, Guilds = arguments.Guilds, Guests = arguments.Guests }, stop.Token)
        : null;
    if (arguments.Bare)
    {
        Announcement.WriteBare(server!);
        await stop.WaitAsync();
        return 0;
    }
    await using var redis = arguments.RedisUrl is null ? await PrivateRedis.StartAsync(arguments.RedisFolder, stop.Token) : null;
    var (token, redisUrl) = (server?.Token ?? arguments.DiscordToken!, arguments.RedisUrl ?? redis!.Url.OriginalString);
    await using var household = Household.Build(server?.Api, token, redisUrl, services =>
    {
        services.AddBot();
        services.AddInference();
        services.AddTelemetry("sandbox");
    });
    await household.StartAsync(stop.Token);
    Announcement.Write(server);
    await Task.WhenAny(stop.WaitAsync(), household.WaitForEndAsync());
    Announcement.WriteStopping();
    return Environment.ExitCode;
}
catch (OperationCanceledException)
{
    return 130; // Ctrl-C while it started
}
catch (Exception e) when (Household.Explain(e) is { } sentence)
{
    Console.Error.WriteLine(sentence);
    return 1;
}
