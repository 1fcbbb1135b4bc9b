using System.Globalization;
using System.Text;

namespace ChatVideoBot.Discord.Tests.Server;

/// <summary>What the fake server says. Status 0 drops the connection instead.</summary>
public sealed record FakeAnswer(int Status, byte[] Content)
{
    public FakeAnswer(int status, string content = "") : this(status, Encoding.UTF8.GetBytes(content)) { }

    public static readonly FakeAnswer Drop = new(0, "");

    public string ContentType { get; init; } = "application/json";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public FakeAnswer With(params (string Name, string Value)[] headers) =>
        this with { Headers = Headers.Concat(headers.Select(header => KeyValuePair.Create(header.Name, header.Value))).ToDictionary() };

    /// <summary>With the headers of a bucket.</summary>
    public FakeAnswer Of(string bucket, int limit, int remaining, double resetAfter) => With(
        ("X-RateLimit-Bucket", bucket),
        ("X-RateLimit-Limit", limit.ToString(CultureInfo.InvariantCulture)),
        ("X-RateLimit-Remaining", remaining.ToString(CultureInfo.InvariantCulture)),
        ("X-RateLimit-Reset", "1"), // long ago: nobody may go by it
        ("X-RateLimit-Reset-After", resetAfter.ToString(CultureInfo.InvariantCulture)));

    /// <summary>A 429 as Discord sends it.</summary>
    public static FakeAnswer TooMany(double retryAfter, string scope) =>
        new FakeAnswer(429, $$"""{"message":"You are being rate limited.","retry_after":{{retryAfter.ToString(CultureInfo.InvariantCulture)}},"global":{{(scope == "global" ? "true" : "false")}}}""")
            .With(("X-RateLimit-Scope", scope), ("Retry-After", "1"));
}
