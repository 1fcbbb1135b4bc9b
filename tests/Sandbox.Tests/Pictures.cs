using System.Buffers.Binary;

namespace ChatVideoBot.Sandbox.Tests;

/// <summary>The first bytes of files, enough to tell their size in pixels.</summary>
internal static class Pictures
{
    public static byte[] Png(int width, int height)
    {
        var file = new byte[33];
        ((byte[])[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]).CopyTo(file, 0);
        file[11] = 13;
        "IHDR"u8.CopyTo(file.AsSpan(12));
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), height);
        return file;
    }
}
