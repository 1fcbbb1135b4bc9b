using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Graphs;

namespace ChatVideoBot.Inference.Vae;

/// <summary>Another codec for as long as memory suffices, and its tiles from then on.</summary>
/// <param name="tiled">The same in tiles.</param>
/// <param name="components">Lets go of what nobody uses before the second try.</param>
public sealed class FrugalVae(IVaeCodec whole, IVaeCodec tiled, ComponentStore components) : IVaeCodec
{
    public float[] Encode(float[] sample, int frames, int widthPixels, int heightPixels, CancellationToken cancel)
    {
        try
        {
            return whole.Encode(sample, frames, widthPixels, heightPixels, cancel);
        }
        catch (ModelException e) when (e.OutOfMemory)
        {
            components.FreeUnused();
            return tiled.Encode(sample, frames, widthPixels, heightPixels, cancel);
        }
    }

    public IEnumerable<DecodedFrames> Decode(LatentShape shape, float[] latents, CancellationToken cancel)
    {
        var isTiled = false;
        var frames = whole.Decode(shape, latents, cancel).GetEnumerator();
        try
        {
            for (var done = 0; ;)
            {
                try
                {
                    if (!frames.MoveNext())
                        yield break;
                }
                catch (ModelException e) when (e.OutOfMemory && !isTiled)
                {
                    isTiled = true;
                    frames.Dispose();
                    components.FreeUnused();
                    frames = tiled.Decode(shape, latents, cancel).GetEnumerator();
                    continue;
                }

                var piece = frames.Current;
                if (piece.First < done)
                    continue; // given out before memory ran out: a later piece may take more than the first
                done = piece.First + piece.Frames;
                yield return piece;
            }
        }
        finally
        {
            frames.Dispose();
        }
    }
}
