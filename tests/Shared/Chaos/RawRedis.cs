using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace ChatVideoBot.Tests.Chaos;

/// <summary>
/// Reads Redis from the outside, and shares no code with the queue that it judges. It connects anew and asks again while Redis is away, so
/// it must be asked only what may be asked twice.
/// </summary>
internal sealed class RawRedis(Uri url) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private TcpClient? _socket;
    private Stream? _stream;

    /// <returns>string, long, null or object?[] of them.</returns>
    public async Task<object?> AskAsync(CancellationToken cancel, params string[] command)
    {
        while (true)
        {
            try
            {
                return await TryAsync(command, cancel);
            }
            catch (Exception e) when (e is IOException or SocketException or RefusedException { IsLoading: true } && !cancel.IsCancellationRequested)
            {
                Drop();
                await Task.Delay(Pause, cancel);
            }
        }
    }

    /// <summary>A hash as a dictionary.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadHashAsync(string key, CancellationToken cancel)
    {
        var flat = (object?[])(await AskAsync(cancel, "HGETALL", key))!;
        return flat.Chunk(2).ToDictionary(pair => (string)pair[0]!, pair => (string)pair[1]!);
    }

    /// <summary>All keys. Nobody may write meanwhile if the answer is to be whole.</summary>
    public async Task<IReadOnlyList<string>> ReadKeysAsync(CancellationToken cancel) =>
        [.. ((object?[])(await AskAsync(cancel, "KEYS", "*"))!).Select(key => (string)key!)];

    public void Dispose() => Drop();

    private async Task<object?> TryAsync(string[] command, CancellationToken cancel)
    {
        if (_stream is null)
        {
            _socket = new TcpClient { NoDelay = true };
            await _socket.ConnectAsync(url.Host, url.Port, cancel);
            _stream = new BufferedStream(_socket.GetStream(), 1 << 16);
        }
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"*{command.Length}\r\n"));
        foreach (var word in command) text.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancel);
        await _stream.FlushAsync(cancel);
        return await ReadAsync(_stream, cancel);
    }

    private static async Task<object?> ReadAsync(Stream stream, CancellationToken cancel)
    {
        var line = await ReadLineAsync(stream, cancel);
        var rest = line[1..];
        switch (line[0])
        {
            case '+':
                return rest;
            case '-':
                throw new RefusedException(rest);
            case ':':
                return long.Parse(rest, CultureInfo.InvariantCulture);
            case '$':
                var length = int.Parse(rest, CultureInfo.InvariantCulture);
                if (length < 0) return null;
                var bytes = new byte[length + 2];
                await stream.ReadExactlyAsync(bytes, cancel);
                return Encoding.UTF8.GetString(bytes, 0, length);
            case '*':
                var count = int.Parse(rest, CultureInfo.InvariantCulture);
                if (count < 0) return null;
                var all = new object?[count];
                for (var i = 0; i < count; i++) all[i] = await ReadAsync(stream, cancel);
                return all;
            default:
                throw new IOException($"Redis said '{line}'.");
        }
    }

    private static async Task<string> ReadLineAsync(Stream stream, CancellationToken cancel)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (line.Length == 0 || line[^1] != '\n')
        {
            await stream.ReadExactlyAsync(one, cancel);
            line.Append((char)one[0]);
        }
        return line.ToString(0, line.Length - 2);
    }

    private void Drop()
    {
        _stream?.Dispose();
        _socket?.Dispose();
        (_stream, _socket) = (null, null);
    }

    private sealed class RefusedException(string said) : Exception($"Redis refused the judge: {said}")
    {
        public bool IsLoading => said.StartsWith("LOADING", StringComparison.Ordinal);
    }
}
