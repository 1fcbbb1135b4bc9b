using System.Collections.Concurrent;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Moderation.Gate;

/// <summary>A place in a server, as rules see it.</summary>
/// <param name="Ids">The channel's, a thread's channel's, and the category's, as far as they are known.</param>
/// <param name="IsAdult">It is age-restricted; a thread is when its channel is.</param>
internal sealed record Room(IReadOnlyList<string> Ids, bool IsAdult);

/// <summary>What kind of place a channel is. Asked of Discord where an interaction does not say it, once a minute at most for each.</summary>
internal sealed partial class Rooms(DiscordRest rest, TimeProvider time, ILogger<Rooms> logger)
{
    private const int MostRemembered = 5000;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1), Patience = TimeSpan.FromSeconds(0.8);

    private readonly ConcurrentDictionary<Snowflake, (Channel Channel, long At)> _known = new();

    /// <param name="told">What Discord said of it; null for nothing.</param>
    /// <returns>What cannot be known in time counts as not age-restricted.</returns>
    public async Task<Room> OfAsync(Snowflake id, Channel? told, CancellationToken cancel)
    {
        var ids = new List<string> { id.ToString() };
        var channel = told is { Nsfw: not null } || told is not null && IsThread(told) && told.ParentId is not null ? told : await FindAsync(id, cancel);
        if (channel?.ParentId is not { } parent) return new(ids, channel?.Nsfw is true);
        ids.Add(parent.ToString());
        if (!IsThread(channel)) return new(ids, channel.Nsfw is true); // the parent is its category
        var home = await FindAsync(parent, cancel);
        if (home?.ParentId is { } category) ids.Add(category.ToString());
        return new(ids, home?.Nsfw is true);
    }

    private static bool IsThread(Channel channel) => channel.Type is ChannelType.PublicThread or ChannelType.PrivateThread or ChannelType.AnnouncementThread;

    private async Task<Channel?> FindAsync(Snowflake id, CancellationToken cancel)
    {
        if (_known.TryGetValue(id, out var known) && time.GetElapsedTime(known.At) < Fresh) return known.Channel;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience); // the first answer is due
        try
        {
            var channel = await rest.GetChannelAsync(id, limit.Token);
            if (_known.Count >= MostRemembered) _known.Clear();
            _known[id] = (channel, time.GetTimestamp());
            return channel;
        }
        catch (Exception e) when (e is DiscordException || e is OperationCanceledException && !cancel.IsCancellationRequested)
        {
            LogUnknown(id, e.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Information, "What kind of channel {Channel} is cannot be known now; it counts as not age-restricted: {Problem}")]
    private partial void LogUnknown(Snowflake channel, string problem);
}
