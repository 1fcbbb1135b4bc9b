using System.Globalization;

namespace ChatVideoBot.Sandbox.Guild;

/// <summary>Times as Discord writes them: ISO 8601 with microseconds and an offset.</summary>
internal static class Iso
{
    public static string Write(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture);
}
