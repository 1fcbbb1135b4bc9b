using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Rest;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Moderation;

/// <summary>Who owns the bot: the application's owner, or the members of its team. Asked of Discord once an hour.</summary>
internal sealed partial class Owners(DiscordRest rest, TimeProvider time, ILogger<Owners> logger)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    private volatile Known? _known;

    /// <summary>False while Discord does not say.</summary>
    public async Task<bool> HasAsync(Snowflake user, CancellationToken cancel)
    {
        if (_known is not { } known || time.GetElapsedTime(known.At) > Fresh)
        {
            try
            {
                var application = await rest.GetCurrentApplicationAsync(cancel);
                var users = (application.Team?.Members ?? []).Where(member => member.IsAccepted).Select(member => member.User?.Id).Append(application.Owner?.Id).OfType<Snowflake>();
                _known = known = new(users.ToHashSet(), time.GetTimestamp());
            }
            catch (DiscordException e)
            {
                LogUnknown(e.Message);
                if (_known is null) return false;
                known = _known; // as it was
            }
        }
        return known.Users.Contains(user);
    }

    private sealed record Known(IReadOnlySet<Snowflake> Users, long At);

    [LoggerMessage(LogLevel.Warning, "Who owns the bot cannot be known now: {Problem}")]
    private partial void LogUnknown(string problem);
}
