using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Page;

/// <summary>Slow mode holds people back; bots and those who may bypass it are not (docs: resources/channel, "rate_limit_per_user"). Called under the house's lock.</summary>
internal static class SlowMode
{
    /// <summary>One message and one thread for each interval.</summary>
    /// <exception cref="PageError">It is too soon.</exception>
    public static void Check(House house, ChatChannel channel, User user, bool thread)
    {
        if (channel.SlowModeSeconds == 0 || house.PermissionsOf(user.Id, channel).HasFlag(Permission.BypassSlowmode)
            || !channel.LastWrites.TryGetValue((user.Id, thread), out var last))
            return;
        var left = last.AddSeconds(channel.SlowModeSeconds) - house.Time.GetUtcNow();
        if (left > TimeSpan.Zero)
            throw new PageError(429, $"Slow mode is on: wait {Math.Ceiling(left.TotalSeconds)} s.");
    }

    public static void Count(House house, ChatChannel channel, User user, bool thread) => channel.LastWrites[(user.Id, thread)] = house.Time.GetUtcNow();
}
