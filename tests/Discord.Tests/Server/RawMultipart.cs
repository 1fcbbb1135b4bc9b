using System.Text;
using System.Text.RegularExpressions;

namespace ChatVideoBot.Discord.Tests.Server;

/// <summary>Takes multipart bodies apart byte by byte, by RFC 7578 and not by .NET's own reader: a second opinion.</summary>
public static partial class RawMultipart
{
    public sealed record Part(string Name, string? FileName, string? ContentType, byte[] Content);

    public static IReadOnlyList<Part> Parse(RecordedRequest request)
    {
        var boundary = "--" + Boundary().Match(request.Headers["Content-Type"]).Groups[1].Value;
        var text = Encoding.Latin1.GetString(request.Body); // one character a byte
        var pieces = text.Split(boundary);
        Assert.Equal("", pieces[0]);
        Assert.Equal("--\r\n", pieces[^1]);
        return [.. pieces[1..^1].Select(Read)];
    }

    private static Part Read(string piece)
    {
        Assert.StartsWith("\r\n", piece, StringComparison.Ordinal);
        Assert.EndsWith("\r\n", piece, StringComparison.Ordinal);
        var end = piece.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var headers = piece[2..end];
        Assert.All(headers, c => Assert.InRange(c, '\0', '\x7f'));
        return new(
            Name().Match(headers).Groups[1].Value,
            FileName().Match(headers) is { Success: true } file ? file.Groups[1].Value : null,
            ContentType().Match(headers) is { Success: true } type ? type.Groups[1].Value : null,
            Encoding.Latin1.GetBytes(piece[(end + 4)..^2]));
    }

    [GeneratedRegex("""^multipart/form-data; boundary="?([^"]+)"?$""")]
    private static partial Regex Boundary();

    [GeneratedRegex("""[; ]name="([^"]*)""")]
    private static partial Regex Name();

    [GeneratedRegex("""filename="([^"]*)""")]
    private static partial Regex FileName();

    [GeneratedRegex(@"Content-Type: (\S+)", RegexOptions.IgnoreCase)]
    private static partial Regex ContentType();
}
