using ChatVideoBot.Inference.Diffusion;

namespace ChatVideoBot.Inference.Vae;

/// <summary>
/// Another codec, tile by tile: memory then depends on the tile, not on the picture. Neighbours overlap, are cross-faded where they do, and
/// do not count near their cut edges, so that a decoder that sees no further than the halo gives what it gives for the whole.
/// </summary>
/// <param name="tilePixels">The longest side of a tile.</param>
/// <param name="overlapPixels">What neighbours share.</param>
/// <param name="haloPixels">What a tile does not count at its cut edges: what the decoder sees, as far as memory allows.</param>
public sealed class TiledVae(IVaeCodec whole, LatentGeometry geometry, int tilePixels, int overlapPixels, int haloPixels) : IVaeCodec
{
    public float[] Encode(float[] sample, int frames, int widthPixels, int heightPixels, CancellationToken cancel)
    {
        var shape = geometry.Latents(frames, widthPixels, heightPixels);
        var (columns, rows) = (Plan(shape.Width), Plan(shape.Height));
        var scale = geometry.PixelsPerLatent;
        var pixels = new LatentShape(3, frames, heightPixels, widthPixels);
        var blend = new Blend(columns, rows, 1);
        var latents = new float[shape.Length];
        foreach (var (column, row) in blend.Tiles)
        {
            var tile = Cut(pixels, sample, columns.Starts[column] * scale, rows.Starts[row] * scale, columns.Tile * scale, rows.Tile * scale);
            blend.Add(column, row, whole.Encode(tile, frames, columns.Tile * scale, rows.Tile * scale, cancel), latents);
        }

        return latents;
    }

    /// <summary>All tiles go through time side by side, so that frames come as soon as every tile has them.</summary>
    public IEnumerable<DecodedFrames> Decode(LatentShape shape, float[] latents, CancellationToken cancel)
    {
        var (columns, rows) = (Plan(shape.Width), Plan(shape.Height));
        var blend = new Blend(columns, rows, geometry.PixelsPerLatent);
        var part = shape with { Width = columns.Tile, Height = rows.Tile };
        var streams = blend.Tiles.Select(t => whole.Decode(
            part, Cut(shape, latents, columns.Starts[t.Column], rows.Starts[t.Row], columns.Tile, rows.Tile), cancel).GetEnumerator()).ToList();
        try
        {
            while (streams[0].MoveNext())
            {
                var first = streams[0].Current;
                var (width, height) = (shape.Width * geometry.PixelsPerLatent, shape.Height * geometry.PixelsPerLatent);
                var sample = new float[3 * first.Frames * width * height];
                for (var i = 0; i < streams.Count; i++)
                {
                    if (i > 0)
                        streams[i].MoveNext();
                    var (column, row) = blend.Tiles[i];
                    blend.Add(column, row, streams[i].Current.Sample, sample);
                }

                yield return new DecodedFrames(sample, first.First, first.Frames, width, height);
            }
        }
        finally
        {
            streams.ForEach(s => s.Dispose());
        }
    }

    /// <summary>A tile is of a size that the model can make, because it is encoded as if it were a clip.</summary>
    private TilePlan Plan(int latents) => TilePlan.Make(
        latents, (Math.Max(3, tilePixels / geometry.PixelsPerLatent) + geometry.Patch - 1) / geometry.Patch * geometry.Patch, Math.Max(1, overlapPixels / geometry.PixelsPerLatent), haloPixels / geometry.PixelsPerLatent);

    private static float[] Cut(LatentShape shape, float[] values, int x, int y, int width, int height)
    {
        var cut = new float[shape.Channels * shape.Frames * width * height];
        for (var plane = 0; plane < shape.Channels * shape.Frames; plane++)
        {
            for (var row = 0; row < height; row++)
                values.AsSpan(plane * shape.Plane + (y + row) * shape.Width + x, width).CopyTo(cut.AsSpan((plane * height + row) * width));
        }

        return cut;
    }

    /// <summary>Adds tiles with their weights, which are made to sum to 1 everywhere.</summary>
    private sealed class Blend
    {
        private readonly TilePlan _columns;
        private readonly TilePlan _rows;
        private readonly int _scale;
        private readonly float[][] _across;
        private readonly float[][] _down;

        public Blend(TilePlan columns, TilePlan rows, int scale)
        {
            (_columns, _rows, _scale) = (columns, rows, scale);
            (_across, _down) = (Normal(columns, scale), Normal(rows, scale));
            Tiles = [.. from row in Enumerable.Range(0, rows.Starts.Count) from column in Enumerable.Range(0, columns.Starts.Count) select (column, row)];
        }

        public IReadOnlyList<(int Column, int Row)> Tiles { get; }

        /// <param name="tile">Planes of one tile.</param>
        /// <param name="into">As many planes of the whole.</param>
        public void Add(int column, int row, float[] tile, float[] into)
        {
            var (width, height, whole) = (_columns.Tile * _scale, _rows.Tile * _scale, _columns.Length * _scale);
            var (x, y) = (_columns.Starts[column] * _scale, _rows.Starts[row] * _scale);
            var planes = tile.Length / (width * height);
            for (var plane = 0; plane < planes; plane++)
            {
                for (var r = 0; r < height; r++)
                {
                    var from = tile.AsSpan((plane * height + r) * width, width);
                    var to = into.AsSpan(plane * whole * _rows.Length * _scale + (y + r) * whole + x, width);
                    var weight = _down[row][r];
                    for (var c = 0; c < width; c++)
                        to[c] += weight * _across[column][c] * from[c];
                }
            }
        }

        private static float[][] Normal(TilePlan plan, int scale)
        {
            var weights = Enumerable.Range(0, plan.Starts.Count).Select(i => plan.Weights(i, scale)).ToArray();
            var sums = new float[plan.Length * scale];
            for (var i = 0; i < weights.Length; i++)
            {
                for (var place = 0; place < weights[i].Length; place++)
                    sums[plan.Starts[i] * scale + place] += weights[i][place];
            }

            for (var i = 0; i < weights.Length; i++)
            {
                for (var place = 0; place < weights[i].Length; place++)
                    weights[i][place] /= sums[plan.Starts[i] * scale + place];
            }

            return weights;
        }
    }
}
