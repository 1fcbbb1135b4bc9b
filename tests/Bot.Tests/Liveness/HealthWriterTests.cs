using ChatVideoBot.Bot.Liveness;
using ChatVideoBot.Bot.Tests.Conversation;
using Microsoft.Extensions.DependencyInjection;

namespace ChatVideoBot.Bot.Tests.Liveness;

public sealed class HealthWriterTests
{
    [Fact]
    public async Task A_bot_that_serves_says_so_and_leaves_nothing_behind_when_it_stops()
    {
        var place = Directory.CreateTempSubdirectory("chatvideobot-test-");
        try
        {
            var file = Path.Combine(place.FullName, "bot.json");
            await using var street = await Street.BuildAsync(services => services.Configure<BotOptions>(bot => bot.HealthFile = file));

            while (HealthCommand.Run([file, "--ready"]) != (0, "Healthy: 1 of 1 shards connected.")) await Task.Delay(20, street.Cancel); // a moment before: "1 connecting"
            Assert.Equal((0, "Healthy: 1 of 1 shards connected."), HealthCommand.Run([file]));
            await street.StopBotAsync();

            Assert.Empty(place.GetFiles());
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }
}
