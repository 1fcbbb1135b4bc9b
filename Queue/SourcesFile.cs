using System.Buffers.Binary;

namespace ChatVideoBot.Queue;

/// <summary>A job's files as one value: four lengths (int32, little-endian), then the files in the same order.</summary>
internal static class SourcesFile
{
    private const int Files = 4, Header = Files * sizeof(int);

    public static byte[] Write(ClipSources sources)
    {
        var file = new byte[Header + sources.Bytes];
        ReadOnlyMemory<byte>[] parts = [sources.Picture, sources.EndPicture, sources.Clip, sources.Mask];
        var at = Header;
        for (var i = 0; i < Files; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(i * sizeof(int)), parts[i].Length);
            parts[i].Span.CopyTo(file.AsSpan(at));
            at += parts[i].Length;
        }
        return file;
    }

    /// <summary>Null when it is none.</summary>
    public static ClipSources? Read(byte[] file)
    {
        var parts = new ReadOnlyMemory<byte>[Files];
        var at = Header;
        for (var i = 0; i < Files; i++)
        {
            if (file.Length < Header || BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(i * sizeof(int))) is var length && (length < 0 || length > file.Length - at))
                return null;
            parts[i] = file.AsMemory(at, length);
            at += length;
        }
        return at == file.Length ? new ClipSources { Picture = parts[0], EndPicture = parts[1], Clip = parts[2], Mask = parts[3] } : null;
    }
}
