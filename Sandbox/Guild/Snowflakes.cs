using System.Globalization;

namespace ChatVideoBot.Sandbox.Guild;

/// <summary>Discord's ids: 42 bits of milliseconds since 2015, 10 bits of worker and process, 12 bits of counter.</summary>
/// <remarks>Not thread-safe: called under the guild's lock.</remarks>
internal sealed class Snowflakes(TimeProvider time)
{
    public const long EpochMilliseconds = 1420070400000;
    private ulong _last;

    /// <summary>A new id, larger than any before it, even when the clock stands still or goes back.</summary>
    public ulong Next()
    {
        var now = (ulong)(time.GetUtcNow().ToUnixTimeMilliseconds() - EpochMilliseconds) << 22;
        return _last = Math.Max(now, _last + 1);
    }

    public static DateTimeOffset TimeOf(ulong id) => DateTimeOffset.FromUnixTimeMilliseconds((long)(id >> 22) + EpochMilliseconds);

    public static bool TryParse(string? text, out ulong id)
    {
        id = 0;
        return text is { Length: > 0 and <= 20 } && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);
    }
}
