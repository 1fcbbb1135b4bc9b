using ChatVideoBot.Inference.Diffusion;

namespace ChatVideoBot.Inference.Films;

/// <summary>Latents of one continuous piece of film, to which windows are added at either end.</summary>
/// <param name="shape">Channels, height and width; its frames do not matter.</param>
internal sealed class Reel(LatentShape shape)
{
    private readonly List<float[]> _frames = []; // each [C, h, w]

    /// <summary>The latent frames, from 1, that a later window begins with.</summary>
    public List<int> Joins { get; } = [];

    public int Count => _frames.Count;

    public LatentShape Shape => shape with { Frames = Count };

    /// <summary>Frames as the network takes them: [C, count, h, w].</summary>
    public float[] Take(int first, int count)
    {
        var latents = new float[shape.Channels * count * shape.Plane];
        for (var f = 0; f < count; f++)
            Put(_frames[first + f], latents, f, count);
        return latents;
    }

    /// <summary>Copies frames into other latents.</summary>
    /// <param name="into">[C, frames, h, w].</param>
    /// <param name="at">The frame to begin at there.</param>
    public void CopyTo(int first, int count, float[] into, int at, int frames)
    {
        for (var f = 0; f < count; f++)
            Put(_frames[first + f], into, at + f, frames);
    }

    /// <param name="latents">[C, frames, h, w], of which <paramref name="count"/> from <paramref name="first"/> on are added at the end.</param>
    public void Add(float[] latents, int frames, int first, int count) => _frames.AddRange(Frames(latents, frames, first, count));

    /// <inheritdoc cref="Add"/>
    public void AddBefore(float[] latents, int frames, int first, int count) => _frames.InsertRange(0, Frames(latents, frames, first, count));

    public void DropFirst() => _frames.RemoveAt(0);

    /// <summary>Keeps so many frames.</summary>
    public void Trim(int count)
    {
        if (Count > count)
            _frames.RemoveRange(count, Count - count);
    }

    private IEnumerable<float[]> Frames(float[] latents, int frames, int first, int count)
    {
        for (var f = first; f < first + count; f++)
        {
            var frame = new float[shape.Channels * shape.Plane];
            for (var c = 0; c < shape.Channels; c++)
                latents.AsSpan((c * frames + f) * shape.Plane, shape.Plane).CopyTo(frame.AsSpan(c * shape.Plane));
            yield return frame;
        }
    }

    private void Put(float[] frame, float[] into, int at, int frames)
    {
        for (var c = 0; c < shape.Channels; c++)
            frame.AsSpan(c * shape.Plane, shape.Plane).CopyTo(into.AsSpan((c * frames + at) * shape.Plane));
    }
}
