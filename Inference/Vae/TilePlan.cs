namespace ChatVideoBot.Inference.Vae;

/// <summary>How one side is cut into overlapping tiles of one length, and how much each tile counts along it.</summary>
/// <param name="Length">Of the side, in latents.</param>
/// <param name="Starts">Where each tile begins.</param>
/// <param name="Tile">The length of each.</param>
/// <param name="Halo">Latents at a tile's cut edges that do not count at all, because the tile cannot see past the edge.</param>
public sealed record TilePlan(int Length, IReadOnlyList<int> Starts, int Tile, int Halo)
{
    /// <param name="overlap">What neighbours share at least; more than twice the halo.</param>
    public static TilePlan Make(int length, int tile, int overlap, int halo)
    {
        if (overlap <= 2 * halo || tile <= overlap)
            throw new ArgumentOutOfRangeException(nameof(overlap), overlap, $"A tile of {tile} and a halo of {halo} need an overlap above {2 * halo} and below {tile}.");
        if (length <= tile)
            return new TilePlan(length, [0], length, 0);
        var starts = new List<int>();
        for (var at = 0; at + tile < length; at += tile - overlap)
            starts.Add(at);
        starts.Add(length - tile); // the last is as long as the others and shares more
        return new TilePlan(length, starts, tile, halo);
    }

    /// <summary>How much tile <paramref name="index"/> counts at each of its places: 0 in a halo, rising evenly over the rest of what it shares.</summary>
    /// <param name="scale">Places for each latent: 1 for latents, the VAE's ratio for pixels.</param>
    public float[] Weights(int index, int scale)
    {
        var weights = new float[Tile * scale];
        var before = index == 0 ? 0 : Starts[index - 1] + Tile - Starts[index];
        var after = index == Starts.Count - 1 ? 0 : Starts[index] + Tile - Starts[index + 1];
        for (var i = 0; i < weights.Length; i++)
        {
            var rise = before == 0 ? 1 : Ramp(i, before, scale);
            var fall = after == 0 ? 1 : Ramp(weights.Length - 1 - i, after, scale);
            weights[i] = Math.Min(rise, fall);
        }

        return weights;
    }

    private float Ramp(int place, int shared, int scale)
    {
        var rising = (shared - 2 * Halo) * scale;
        return Math.Clamp((place - Halo * scale + 0.5f) / rising, 0, 1);
    }
}
