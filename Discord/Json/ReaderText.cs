using System.Text.Json;

namespace ChatVideoBot.Discord.Json;

/// <summary>Reads strings as text where they are some.</summary>
internal static class ReaderText
{
    /// <summary>The string or property name; null when it holds half a surrogate pair or bytes that are no UTF-8, which .NET throws at.</summary>
    public static string? TextOrNull(this ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
