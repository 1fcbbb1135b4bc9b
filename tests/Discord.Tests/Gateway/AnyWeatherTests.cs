using ChatVideoBot.Discord.Tests.Server;

namespace ChatVideoBot.Discord.Tests.Gateway;

public sealed class AnyWeatherTests
{
    /// <summary>Whatever the server does, the next connection resumes exactly when there is a session to resume.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_bot_comes_back_after_anything_and_resumes_whenever_it_may(int seed)
    {
        var random = new Random(seed);
        await using var bot = await RunningBot.StartAsync(options =>
            options.Gateway.BackoffTo = options.Gateway.InvalidSessionTo = options.Gateway.BackoffFrom = options.Gateway.InvalidSessionFrom = TimeSpan.FromMilliseconds(2));
        string? session = null;
        var failedResumes = 0;
        for (var round = 0; round < 60; round++)
        {
            var connection = await bot.Server.ConnectedAsync();
            var answer = await connection.GreetAsync();
            Assert.Equal(session is null ? 2 : 6, answer["op"]!.GetValue<int>());
            Assert.Equal(session, answer["d"]!["session_id"]?.GetValue<string>());

            var resumed = session is not null;
            var stands = random.Next(4) > 0;
            if (stands && resumed)
                await connection.DispatchAsync(2, "RESUMED", "{}");
            else if (stands)
                await connection.ReadyAsync(bot.Server, session = $"s{round}");
            var (keepsSession, end) = Ending(random.Next(9), connection);
            await end();
            _ = connection.LetGoAsync();

            failedResumes = !stands && resumed ? failedResumes + 1 : 0;
            if (!keepsSession || failedResumes >= 3)
                (session, failedResumes) = (null, 0);
        }
        Assert.False(bot.Stopped.IsCancellationRequested);
    }

    private static (bool KeepsSession, Func<Task> End) Ending(int which, FakeConnection connection) => which switch
    {
        0 => (true, () => connection.SayAsync("""{"op":7,"d":null}""")),
        1 => (true, () => connection.SayAsync("""{"op":9,"d":true}""")),
        2 => (false, () => connection.SayAsync("""{"op":9,"d":false}""")),
        3 => (true, () => connection.CloseAsync(4000)),
        4 => (false, () => connection.CloseAsync(4009)),
        5 => (false, () => connection.CloseAsync(1000)),
        6 => (true, () => connection.SayAsync("garbage")),
        7 => (true, () => connection.CloseAsync(1012)),
        _ => (true, () => connection.CloseAsync(4999)),
    };
}
