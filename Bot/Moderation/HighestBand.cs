using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Moderation;

/// <summary>
/// The highest band that a server may give its members. Servers that do not know each other must not go before one another; one that has the bot to
/// itself orders its own as it likes. Discord is asked every ten minutes at most.
/// </summary>
internal sealed partial class HighestBand(DiscordRest rest, IOptions<BotOptions> options, TimeProvider time, ILogger<HighestBand> logger)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    private volatile Known? _known;

    public async Task<Band> ReadAsync(CancellationToken cancel)
    {
        if (options.Value.HighestBand is { } set) return set;
        if (_known is { } known && time.GetElapsedTime(known.At) < Fresh) return known.Band;
        try
        {
            var band = (await rest.GetCurrentUserGuildsAsync(2, cancel)).Count > 1 ? Band.Normal : Band.Urgent;
            _known = new(band, time.GetTimestamp());
            return band;
        }
        catch (DiscordException e)
        {
            LogUnknown(e.Message);
            return Band.Normal; // nobody says that it is alone
        }
    }

    private sealed record Known(Band Band, long At);

    [LoggerMessage(LogLevel.Warning, "In how many servers the bot is cannot be known now; members get no band above normal: {Problem}")]
    private partial void LogUnknown(string problem);
}
