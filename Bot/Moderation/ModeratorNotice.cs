using System.Security.Cryptography;
using System.Text;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Rest;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Moderation;

/// <summary>Tells moderators what they should know: in the log, and in their channel when there is one.</summary>
internal sealed partial class ModeratorNotice(DiscordRest rest, IOptions<BotOptions> options, ILogger<ModeratorNotice> logger)
{
    public async Task TellSetAsideAsync(string worker, CancellationToken cancel)
    {
        LogSetAside(worker);
        if (!Snowflake.TryParse(options.Value.ModeratorChannel, out var channel)) return;
        try
        {
            await rest.CreateMessageAsync(channel, new()
            {
                Content = $"⚠️ The worker **{Markdown.Plain(worker, 64)}** failed over several clips in a row and gets no more for a while. Its log says why.",
                Nonce = NonceOf(worker), // an event comes at least once, and to each process of this bot
            }, cancel);
        }
        catch (DiscordException e)
        {
            LogUntold(worker, e.Message);
        }
    }

    private static string NonceOf(string worker) => "aside-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(worker)))[..16];

    [LoggerMessage(LogLevel.Warning, "The worker {Worker} failed over several clips in a row and is set aside: it gets no jobs for a while.")]
    private partial void LogSetAside(string worker);

    [LoggerMessage(LogLevel.Warning, "Moderators could not be told in Bot:ModeratorChannel that {Worker} is set aside: {Problem}")]
    private partial void LogUntold(string worker, string problem);
}
