using System.Text;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Tests.Server;

namespace ChatVideoBot.Discord.Tests.Gateway;

[CollectionDefinition(nameof(GuildMemoryTests), DisableParallelization = true)] // it looks at the memory of the whole process
public sealed class GuildMemoryCollection;

[Collection(nameof(GuildMemoryTests))]
public sealed class GuildMemoryTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_thousand_guilds_leave_next_to_nothing_behind(bool wanted)
    {
        await using var bot = await RunningBot.StartAsync();
        var seen = 0;
        bot.Heard.Wanted = name => name != "GUILD_CREATE" || wanted;
        bot.Heard.Do = (e, _) =>
        {
            seen += e is GuildCreateEvent ? 1 : 0;
            return Task.CompletedTask;
        };
        var connection = await bot.Server.ConnectedAsync();
        await connection.WelcomeAsync(bot.Server);
        var guild = Encoding.UTF8.GetString(ExampleEvents.GuildCreate(20_000));
        await SendAsync(50); // the buffers have their size
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);

        await SendAsync(1_000);

        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"1,000 guilds of {guild.Length:N0} bytes, {(wanted ? "" : "not ")}wanted: {kept:N0} bytes kept, {allocated / 1_000:N0} allocated for each "
            + "(the server's side of it included).");
        // Where the machine is busy more of them wait at once, and their buffers stay in the pool; guilds that were kept would be twice as much.
        Assert.InRange(kept, long.MinValue, guild.Length * 500L);
        Assert.Equal(wanted, seen > 0);

        async Task SendAsync(int count)
        {
            for (var i = 0; i < count; i++)
                await connection.SayAsync(guild);
            await connection.DispatchAsync(2, "SOMETHING_NEW", "{}");
            await bot.Heard.NextAsync<UnknownEvent>();
            bot.Heard.Rest.ToString(); // forget what was heard
        }
    }
}
