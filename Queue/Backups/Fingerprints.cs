using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ChatVideoBot.Queue.Backups;

/// <summary>Takes down what each key held, in a few bytes, on its way to another sink: whether two readings saw the same.</summary>
/// <param name="counts">Which names; null = all.</param>
internal sealed class Fingerprints(ICopySink? next = null, Func<string, bool>? counts = null) : ICopySink
{
    private readonly Dictionary<string, Print> _prints = new(StringComparer.Ordinal);
    private KeyHead _key;

    public async ValueTask BeginAsync(KeyHead key, CancellationToken cancel)
    {
        _key = key;
        if (counts?.Invoke(key.Name) ?? true)
            _prints[key.Name] = new Print(key.Kind, key.EndsAt, UInt128.Zero);
        if (next is not null)
            await next.BeginAsync(key, cancel);
    }

    public async ValueTask AddAsync(IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancel)
    {
        if (next is not null)
            await next.AddAsync(parts, cancel);
        if (!_prints.TryGetValue(_key.Name, out var print))
            return;
        if (_key.Kind is KeyKind.Text or KeyKind.Stream) // their order counts
        {
            foreach (var part in parts)
                print = print with { Sum = Mix(print.Sum, part.Span) };
        }
        else
        {
            var width = _key.Kind == KeyKind.Set ? 1 : 2;
            for (var i = 0; i + width <= parts.Count; i += width)
            {
                var pair = Mix(UInt128.One, parts[i].Span);
                print = print with { Sum = print.Sum ^ (width == 1 ? pair : Mix(pair, parts[i + 1].Span)) };
            }
        }
        _prints[_key.Name] = print;
    }

    public ValueTask DropAsync(string name, CancellationToken cancel)
    {
        _prints.Remove(name);
        return next?.DropAsync(name, cancel) ?? ValueTask.CompletedTask;
    }

    public bool Knows(string name) => _prints.ContainsKey(name);

    /// <summary>The first key, in any order, that the other reading saw otherwise; null when there is none. One that was to end by itself may be gone.</summary>
    public string? Differs(Fingerprints later)
    {
        foreach (var (name, print) in _prints)
        {
            if (!later._prints.TryGetValue(name, out var then) ? print.EndsAt == 0 : then != print)
                return name;
        }
        return later._prints.Keys.FirstOrDefault(name => !_prints.ContainsKey(name));
    }

    private static UInt128 Mix(UInt128 sum, ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> before = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(before, sum);
        sha.AppendData(before);
        sha.AppendData(bytes);
        sha.GetHashAndReset(hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    private readonly record struct Print(KeyKind Kind, long EndsAt, UInt128 Sum);
}
