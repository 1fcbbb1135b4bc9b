using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ChatVideoBot.Queue.Backups;

/// <summary>Reads what <see cref="BackupWriter"/> wrote, and says in a sentence why a file is none.</summary>
internal sealed class BackupReader : IDisposable
{
    private const int BufferBytes = 1 << 20, LongestLine = 4096, LongestPart = 600 << 20, LongestName = 4096, MostParts = 1 << 24;

    private readonly string _file;
    private readonly FileStream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _small = new byte[8];
    private readonly long _body; // bytes before the checksum

    private BackupReader(string file)
    {
        _file = file;
        try
        {
            _stream = new FileStream(file, new FileStreamOptions { BufferSize = BufferBytes, Options = FileOptions.SequentialScan });
            _body = _stream.Length - SHA256.HashSizeInBytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"{file} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads the whole file, so that nothing is begun with one that is damaged.</summary>
    /// <returns>Its first line; when the copy was true; how many keys there are.</returns>
    /// <exception cref="BackupException">It cannot be used; the message says why.</exception>
    public static Task<(BackupHead Head, long TakenAt, long Keys)> CheckAsync(string file, CancellationToken cancel) => ReadAsync(file, null, cancel);

    /// <param name="sink">Null only checks.</param>
    /// <inheritdoc cref="CheckAsync"/>
    public static async Task<(BackupHead Head, long TakenAt, long Keys)> ReadAsync(string file, ICopySink? sink, CancellationToken cancel)
    {
        using var reader = new BackupReader(file);
        return await reader.ReadAsync(sink, cancel);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _hash.Dispose();
    }

    private async Task<(BackupHead Head, long TakenAt, long Keys)> ReadAsync(ICopySink? sink, CancellationToken cancel)
    {
        var head = await HeadAsync(cancel);
        for (long keys = 0; ;)
        {
            switch ((char)await ByteAsync(cancel))
            {
                case 'K':
                    var name = Encoding.UTF8.GetString(await LongAsync(LongestName, cancel));
                    var kind = (KeyKind)await ByteAsync(cancel);
                    if (!Enum.IsDefined(kind))
                        throw Damaged();
                    keys++;
                    var key = new KeyHead(name, kind, await NumberAsync(cancel));
                    if (sink is not null)
                        await sink.BeginAsync(key, cancel);
                    break;
                case 'P' when keys > 0:
                    var parts = new ReadOnlyMemory<byte>[await SizeAsync(MostParts, cancel)];
                    for (var i = 0; i < parts.Length; i++)
                        parts[i] = await LongAsync(LongestPart, cancel);
                    if (sink is not null)
                        await sink.AddAsync(parts, cancel);
                    break;
                case 'D':
                    var gone = Encoding.UTF8.GetString(await LongAsync(LongestName, cancel));
                    if (sink is not null)
                        await sink.DropAsync(gone, cancel);
                    break;
                case 'E':
                    var (said, takenAt) = (await NumberAsync(cancel), await NumberAsync(cancel));
                    var sum = new byte[SHA256.HashSizeInBytes];
                    if (_stream.Position != _body || said != keys)
                        throw Damaged();
                    await _stream.ReadExactlyAsync(sum, cancel);
                    if (!sum.AsSpan().SequenceEqual(_hash.GetHashAndReset()))
                        throw Damaged();
                    return (head, takenAt, keys);
                default:
                    throw Damaged();
            }
        }
    }

    private async Task<BackupHead> HeadAsync(CancellationToken cancel)
    {
        var line = new List<byte>();
        while (line.Count < LongestLine && _stream.Position < _body && await ByteAsync(cancel) is var next and not (byte)'\n')
            line.Add(next);
        BackupHead? head = null;
        try
        {
            head = JsonSerializer.Deserialize([.. line], BackupJson.Default.BackupHead);
        }
        catch (JsonException)
        {
            // told below
        }
        if (head is not { Is: BackupHead.What })
            throw new BackupException($"{_file} is no backup of a queue.");
        if (head.Format > BackupHead.NewestFormat)
            throw new BackupException($"{_file} was written by a newer version of the program (format {head.Format}; this one reads {BackupHead.NewestFormat}): restore it with that version.");
        return head;
    }

    private BackupException Damaged() => new($"{_file} is damaged: what it holds does not fit its checksum. Take another one; nothing was changed.");

    private async ValueTask<byte> ByteAsync(CancellationToken cancel)
    {
        await TakeAsync(_small.AsMemory(0, 1), cancel);
        return _small[0];
    }

    private async ValueTask<int> SizeAsync(int most, CancellationToken cancel)
    {
        await TakeAsync(_small.AsMemory(0, 4), cancel);
        var size = BinaryPrimitives.ReadInt32LittleEndian(_small);
        return size >= 0 && size <= most ? size : throw Damaged();
    }

    private async ValueTask<long> NumberAsync(CancellationToken cancel)
    {
        await TakeAsync(_small, cancel);
        return BinaryPrimitives.ReadInt64LittleEndian(_small);
    }

    private async ValueTask<byte[]> LongAsync(int most, CancellationToken cancel)
    {
        var size = await SizeAsync(most, cancel);
        if (size > _body - _stream.Position)
            throw Cut();
        var bytes = new byte[size];
        await TakeAsync(bytes, cancel);
        return bytes;
    }

    private async ValueTask TakeAsync(Memory<byte> bytes, CancellationToken cancel)
    {
        if (bytes.Length > _body - _stream.Position)
            throw Cut();
        await _stream.ReadExactlyAsync(bytes, cancel);
        _hash.AppendData(bytes.Span);
    }

    private BackupException Cut() => new($"{_file} is cut off or damaged: it ends before its end. Take another one; nothing was changed.");
}
