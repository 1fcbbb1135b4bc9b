using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ChatVideoBot.Queue.Backups;

/// <summary>
/// Writes a backup: a line of JSON, then records, each a letter and what follows it (numbers little-endian), then the SHA-256 of all before.
/// K begins a key: name (length as 4 bytes, UTF-8), kind (1), when it ends (8). P is some of what it holds: how many parts (4), each length (4)
/// and bytes. D: a name; that key was gone at the end. E: how many keys (8), when the copy was true, Unix ms (8).
/// </summary>
/// <remarks>The file gets its name when it is whole and on the disk; until then it is FILE.part. Only its owner may read it.</remarks>
internal sealed class BackupWriter : ICopySink, IAsyncDisposable
{
    private const int BufferBytes = 1 << 20;

    private readonly string _file, _part;
    private readonly FileStream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _small = new byte[8];
    private long _keys;
    private bool _isDone;

    /// <exception cref="BackupException">The file cannot be written.</exception>
    public BackupWriter(string file)
    {
        (_file, _part) = (file, file + ".part");
        var how = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = BufferBytes };
        if (!OperatingSystem.IsWindows())
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            File.Delete(_part); // an older one would keep its mode
            _stream = new FileStream(_part, how);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"{file} cannot be written: {e.Message}", e);
        }
    }

    public long Bytes => _stream.Length;

    public async Task BeginAsync(BackupHead head, CancellationToken cancel)
    {
        await WriteAsync(JsonSerializer.SerializeToUtf8Bytes(head, BackupJson.Default.BackupHead), cancel);
        await WriteAsync("\n"u8.ToArray(), cancel);
    }

    public async ValueTask BeginAsync(KeyHead key, CancellationToken cancel)
    {
        _keys++;
        await WriteAsync(new byte[] { (byte)'K' }, cancel);
        await WriteLongAsync(Encoding.UTF8.GetBytes(key.Name), cancel);
        await WriteAsync(new[] { (byte)key.Kind }, cancel);
        await WriteNumberAsync(key.EndsAt, cancel);
    }

    public async ValueTask AddAsync(IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancel)
    {
        await WriteAsync(new byte[] { (byte)'P' }, cancel);
        await WriteSizeAsync(parts.Count, cancel);
        foreach (var part in parts)
            await WriteLongAsync(part, cancel);
    }

    public async ValueTask DropAsync(string name, CancellationToken cancel)
    {
        await WriteAsync(new byte[] { (byte)'D' }, cancel);
        await WriteLongAsync(Encoding.UTF8.GetBytes(name), cancel);
    }

    /// <summary>The copy is whole: the file gets its name, in the place of one that had it.</summary>
    /// <param name="takenAt">Unix milliseconds.</param>
    public async Task FinishAsync(long takenAt, CancellationToken cancel)
    {
        await WriteAsync(new byte[] { (byte)'E' }, cancel);
        await WriteNumberAsync(_keys, cancel);
        await WriteNumberAsync(takenAt, cancel);
        try
        {
            await _stream.WriteAsync(_hash.GetHashAndReset(), cancel);
            await _stream.FlushAsync(cancel);
            _stream.Flush(flushToDisk: true);
            await _stream.DisposeAsync();
            File.Move(_part, _file, overwrite: true);
            _isDone = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"{_file} could not be written: {e.Message}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _hash.Dispose();
        if (!_isDone)
            File.Delete(_part);
    }

    private async ValueTask WriteLongAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        await WriteSizeAsync(bytes.Length, cancel);
        await WriteAsync(bytes, cancel);
    }

    private ValueTask WriteSizeAsync(int size, CancellationToken cancel)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_small, size);
        return WriteAsync(_small.AsMemory(0, 4), cancel);
    }

    private ValueTask WriteNumberAsync(long number, CancellationToken cancel)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_small, number);
        return WriteAsync(_small, cancel);
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        _hash.AppendData(bytes.Span);
        try
        {
            await _stream.WriteAsync(bytes, cancel);
        }
        catch (IOException e)
        {
            throw new BackupException($"{_file} could not be written: {e.Message}", e);
        }
    }
}
