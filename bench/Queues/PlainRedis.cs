using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace ChatVideoBot.Bench.Queues;

/// <summary>A few commands, one at a time, past the queue's own client: what is measured does not also do the measuring.</summary>
internal sealed class PlainRedis : IAsyncDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };
    private BufferedStream _stream = null!;

    /// <param name="url">redis://[user:password@]host[:port][/database]</param>
    public static async Task<PlainRedis> ConnectAsync(Uri url)
    {
        var redis = new PlainRedis();
        await redis._client.ConnectAsync(url.IdnHost.Trim('[', ']'), url.Port > 0 ? url.Port : 6379);
        redis._stream = new BufferedStream(redis._client.GetStream(), 1 << 16);
        if (url.UserInfo.Split(':') is [.. var user, var password] && url.UserInfo.Length > 0)
        {
            var name = user.Where(part => part.Length > 0).Select(Uri.UnescapeDataString);
            await redis.CallAsync(["AUTH", .. name, Uri.UnescapeDataString(password)]);
        }
        if (url.AbsolutePath.Trim('/') is { Length: > 0 } database)
            await redis.CallAsync(["SELECT", database]);
        return redis;
    }

    /// <returns>A string, a long, an array of these, or null.</returns>
    /// <exception cref="InvalidOperationException">The server refused.</exception>
    public async Task<object?> CallAsync(IReadOnlyList<string> words)
    {
        var command = new StringBuilder($"*{words.Count}\r\n");
        foreach (var word in words)
            command.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(command.ToString()));
        await _stream.FlushAsync();
        return Read();
    }

    /// <summary>A number that INFO tells.</summary>
    public async Task<double> InfoAsync(string section, string name)
    {
        var lines = ((string?)await CallAsync(["INFO", section]) ?? "").Split("\r\n");
        var line = lines.FirstOrDefault(one => one.StartsWith(name + ":", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[(name.Length + 1)..], CultureInfo.InvariantCulture);
    }

    /// <summary>Calls and microseconds of every command since the server started; those that scripts call count as well.</summary>
    public async Task<IReadOnlyDictionary<string, (double Calls, double Microseconds)>> CommandsAsync()
    {
        var lines = ((string?)await CallAsync(["INFO", "commandstats"]) ?? "").Split("\r\n");
        return lines.Where(line => line.StartsWith("cmdstat_", StringComparison.Ordinal)).ToDictionary(
            line => line["cmdstat_".Length..line.IndexOf(':')], line => (Field(line, "calls="), Field(line, "usec=")));

        static double Field(string line, string name) =>
            line.Split(':', ',').FirstOrDefault(one => one.StartsWith(name, StringComparison.Ordinal)) is { } field
                ? double.Parse(field[name.Length..], CultureInfo.InvariantCulture)
                : 0;
    }

    /// <summary>Deletes every key that begins so, however many there are.</summary>
    public async Task<int> DeleteAsync(string prefix)
    {
        var (cursor, deleted) = ("0", 0);
        do
        {
            var answer = (object?[])(await CallAsync(["SCAN", cursor, "MATCH", prefix + "*", "COUNT", "1000"]))!;
            cursor = (string)answer[0]!;
            if (answer[1] is object?[] { Length: > 0 } keys)
            {
                await CallAsync(["UNLINK", .. keys.Cast<string>()]);
                deleted += keys.Length;
            }
        }
        while (cursor != "0");
        return deleted;
    }

    /// <summary>Deletes what a benchmark wrote; where that cannot be, it is told, and what went wrong before is what is thrown.</summary>
    public static async Task CleanAsync(Uri url, string prefix)
    {
        try
        {
            await using var redis = await ConnectAsync(url);
            await redis.DeleteAsync(prefix);
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
        {
            Row.Note($"The keys {prefix}* were not deleted: {e.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is not null)
            await _stream.DisposeAsync();
        _client.Dispose();
    }

    private object? Read()
    {
        var line = Line();
        switch (line[0])
        {
            case '+': return line[1..];
            case '-': throw new InvalidOperationException($"Redis says: {line[1..]}");
            case ':': return Number();
            case '$':
                if (Number() is var length && length < 0)
                    return null;
                var bytes = new byte[length + 2];
                _stream.ReadExactly(bytes);
                return Encoding.UTF8.GetString(bytes, 0, (int)length);
            case '*':
                if (Number() is var count && count < 0)
                    return null;
                var items = new object?[count];
                for (var i = 0; i < count; i++)
                    items[i] = Read();
                return items;
            default: throw new InvalidDataException($"Redis answered '{line}'.");
        }

        long Number() => long.Parse(line.AsSpan(1), CultureInfo.InvariantCulture);
    }

    private string Line()
    {
        var line = new StringBuilder();
        for (int c; (c = _stream.ReadByte()) != '\n';)
        {
            if (c < 0)
                throw new EndOfStreamException("Redis closed the connection.");
            if (c != '\r')
                line.Append((char)c);
        }
        return line.ToString();
    }
}
