using System.Globalization;
using System.Text.Json.Serialization;
using ChatVideoBot.Discord.Json;

namespace ChatVideoBot.Discord;

/// <summary>An id of Discord's: 64 bits that carry the moment they were made. Written in JSON as a string, never as a number.</summary>
/// <remarks>Discord docs, reference.mdx, "Snowflakes".</remarks>
[JsonConverter(typeof(SnowflakeConverter))]
public readonly record struct Snowflake(ulong Value) : IComparable<Snowflake>, ISpanParsable<Snowflake>
{
    private const long EpochMilliseconds = 1_420_070_400_000; // 2015-01-01T00:00:00Z
    private const long LastMillisecond = 253_402_300_799_999; // 9999-12-31: the last that DateTimeOffset holds

    /// <summary>When the id was made, by Discord's clock.</summary>
    public DateTimeOffset CreatedAt =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Min((long)(Value >> 22) + EpochMilliseconds, LastMillisecond));

    /// <summary>The smallest id made at <paramref name="moment"/>: a place to start paging from.</summary>
    public static Snowflake At(DateTimeOffset moment) =>
        new((ulong)Math.Max(moment.ToUnixTimeMilliseconds() - EpochMilliseconds, 0) << 22);

    public static Snowflake Parse(string text) => Parse(text, CultureInfo.InvariantCulture);

    public static bool TryParse(string? text, out Snowflake id) => TryParse(text, CultureInfo.InvariantCulture, out id);

    public static Snowflake Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    public static Snowflake Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is not an id of Discord's: digits only, below 2^64.");

    public static bool TryParse(string? s, IFormatProvider? provider, out Snowflake result) => TryParse(s.AsSpan(), provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Snowflake result)
    {
        var parsed = ulong.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        result = new(value);
        return parsed;
    }

    public int CompareTo(Snowflake other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    public static implicit operator Snowflake(ulong value) => new(value);

    public static bool operator <(Snowflake a, Snowflake b) => a.Value < b.Value;

    public static bool operator >(Snowflake a, Snowflake b) => a.Value > b.Value;

    public static bool operator <=(Snowflake a, Snowflake b) => a.Value <= b.Value;

    public static bool operator >=(Snowflake a, Snowflake b) => a.Value >= b.Value;
}
