using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Files;

/// <summary>
/// Keeps files in memory and signs their addresses as Discord's CDN does. Beyond its bounds the oldest files are dropped.
/// </summary>
/// <remarks>Called under the guild's lock, except <see cref="IsSigned"/>.</remarks>
internal sealed class AttachmentStore(House house, Func<Uri> origin)
{
    /// <summary>How long an address works; Discord's take about a day.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    private const int MostFiles = 2000;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Dictionary<ulong, Attachment> _files = [];
    private readonly Queue<ulong> _order = new();
    private long _bytes;

    public Attachment Add(ulong channelId, UploadedFile file, bool ephemeral)
    {
        var name = SafeName(file.Name);
        var attachment = new Attachment(house.Snowflakes.Next(), channelId, name, ContentTypes.Of(name), file.Bytes)
        {
            Ephemeral = ephemeral,
            SizePixels = MediaSize.Read(file.Bytes),
        };
        _files[attachment.Id] = attachment;
        _order.Enqueue(attachment.Id);
        _bytes += file.Bytes.Length;
        while (_bytes > house.Options.AttachmentStoreBytes || _files.Count > MostFiles)
            Drop(_order.Dequeue());
        return attachment;
    }

    public Attachment? Find(ulong id) => _files.GetValueOrDefault(id);

    /// <summary>The file of an address that was made here, signed or not, expired or not.</summary>
    public Attachment? FindByUrl(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Authority == origin().Authority
        && uri.Segments is ["/", "attachments/", _, var id, _] && Snowflakes.TryParse(id.TrimEnd('/'), out var parsed) ? Find(parsed) : null;

    public void Drop(ulong id)
    {
        if (_files.Remove(id, out var gone))
            _bytes -= gone.Bytes.Length;
        while (_order.TryPeek(out var first) && !_files.ContainsKey(first))
            _order.Dequeue();
    }

    /// <summary>The attachment object, with an address signed now.</summary>
    public JsonObject ToJson(Attachment file)
    {
        var url = UrlOf(file);
        var json = new JsonObject
        {
            ["id"] = file.Id.ToString(),
            ["filename"] = file.FileName,
            ["size"] = file.Bytes.Length,
            ["url"] = url,
            ["proxy_url"] = url,
            ["content_type"] = file.ContentType,
        };
        if (file.SizePixels is { } size)
        {
            json["width"] = size.Width;
            json["height"] = size.Height;
            json["placeholder_version"] = 1;
        }
        if (file.Title is { } title)
            json["title"] = title;
        if (file.Description is { } description)
            json["description"] = description;
        if (file.Ephemeral)
            json["ephemeral"] = true;
        if (file.Spoiler)
            json["flags"] = 1 << 3;
        return json;
    }

    public string UrlOf(Attachment file)
    {
        var now = house.Time.GetUtcNow().ToUnixTimeSeconds();
        var path = $"/attachments/{file.ChannelId}/{file.Id}/{Uri.EscapeDataString(file.FileName)}";
        var issued = now.ToString("x", CultureInfo.InvariantCulture);
        var expires = (now + (long)Lifetime.TotalSeconds).ToString("x", CultureInfo.InvariantCulture);
        return $"{origin().GetLeftPart(UriPartial.Authority)}{path}?ex={expires}&is={issued}&hm={Sign(file.ChannelId, file.Id, expires, issued)}&";
    }

    /// <summary>Whether the address was signed here and has not expired.</summary>
    public bool IsSigned(ulong channelId, ulong id, string? expires, string? issued, string? signature) =>
        expires is not null && issued is not null && signature is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(channelId, id, expires, issued)), Encoding.ASCII.GetBytes(signature))
        && long.TryParse(expires, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var until)
        && house.Time.GetUtcNow().ToUnixTimeSeconds() < until;

    private string Sign(ulong channelId, ulong id, string expires, string issued) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes($"{channelId}/{id}/{expires}/{issued}")));

    /// <summary>The name as Discord keeps it: spaces become underscores; all but letters, digits, dot, dash and underscore goes.</summary>
    internal static string SafeName(string name)
    {
        var safe = new StringBuilder();
        foreach (var c in name[(name.LastIndexOfAny(['/', '\\']) + 1)..].Replace(' ', '_'))
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
                safe.Append(c);
        }
        var text = safe.ToString().Trim('.');
        return text.Length switch { 0 => "unknown", > 200 => text[^200..], _ => text };
    }
}
