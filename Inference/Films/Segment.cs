using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace ChatVideoBot.Inference.Films;

/// <summary>A finished window as it is kept: a mark of the film that it belongs to, then its latents in 16 bits.</summary>
internal static class Segment
{
    private const int MarkBytes = 16;

    /// <summary>The mark of a film: another request, model or size has another.</summary>
    public static byte[] Mark(string film) => SHA256.HashData(Encoding.UTF8.GetBytes(film))[..MarkBytes];

    /// <summary>Rounds to what is kept, in place: a film that is gone on with is then the same as one made in one go.</summary>
    public static void Round(Span<float> latents)
    {
        for (var i = 0; i < latents.Length; i++)
            latents[i] = (float)(Half)latents[i];
    }

    public static byte[] Write(byte[] mark, ReadOnlySpan<float> latents)
    {
        var segment = new byte[MarkBytes + latents.Length * 2];
        mark.CopyTo(segment, 0);
        var halves = MemoryMarshal.Cast<byte, Half>(segment.AsSpan(MarkBytes));
        for (var i = 0; i < latents.Length; i++)
            halves[i] = (Half)latents[i];
        return segment;
    }

    /// <summary>Null when it is another film's, or damaged.</summary>
    public static float[]? Read(byte[] mark, byte[] segment, int length)
    {
        if (segment.Length != MarkBytes + length * 2 || !segment.AsSpan(0, MarkBytes).SequenceEqual(mark))
            return null;
        var latents = new float[length];
        var halves = MemoryMarshal.Cast<byte, Half>(segment.AsSpan(MarkBytes));
        for (var i = 0; i < length; i++)
            latents[i] = (float)halves[i];
        return latents;
    }
}
