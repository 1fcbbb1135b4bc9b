namespace ChatVideoBot.Inference.Previews;

/// <summary>Drawn clips that a VAE is tried with: gradients, patches and soft noise of all colours, which drift.</summary>
internal static class TestPictures
{
    /// <returns>float32 [1, 3, F, H, W] in -1 to 1, flat.</returns>
    public static float[] Draw(int number, int frames, int widthPixels, int heightPixels)
    {
        var random = new Random(number); // the same clips everywhere
        var sample = new float[3 * frames * heightPixels * widthPixels];
        var (patch, drift) = (random.Next(6, 24), (X: random.NextSingle() * 2 - 1, Y: random.NextSingle() * 2 - 1));
        var grid = Grid(random, 8, spread: (number % 3) switch { 0 => 1f, 1 => 0.6f, _ => 1f });
        var (from, to) = (Colour(random), Colour(random));
        for (var c = 0; c < 3; c++)
        {
            for (var f = 0; f < frames; f++)
            {
                for (var y = 0; y < heightPixels; y++)
                {
                    for (var x = 0; x < widthPixels; x++)
                    {
                        var (u, v) = (x + drift.X * f, y + drift.Y * f);
                        var value = (number % 3) switch
                        {
                            0 => Soft(grid[c], u / widthPixels * 7, v / heightPixels * 7),
                            1 => float.Lerp(from[c], to[c], (u / widthPixels + v / heightPixels) / 2) + 0.4f * Soft(grid[c], u / widthPixels * 7, v / heightPixels * 7),
                            _ => grid[c][(int)Math.Abs(v + 64) / patch % 8 * 8 + (int)Math.Abs(u + 64) / patch % 8],
                        };
                        sample[((c * frames + f) * heightPixels + y) * widthPixels + x] = Math.Clamp(value, -1, 1);
                    }
                }
            }
        }

        return sample;
    }

    private static float[] Colour(Random random) => [random.NextSingle() * 2 - 1, random.NextSingle() * 2 - 1, random.NextSingle() * 2 - 1];

    /// <summary>Brightness first and colour upon it, as pictures have them: independent channels would be all but grey on average.</summary>
    private static float[][] Grid(Random random, int side, float spread)
    {
        float[][] grid = [new float[side * side], new float[side * side], new float[side * side]];
        for (var i = 0; i < side * side; i++)
        {
            var light = random.NextSingle() * 2 - 1;
            foreach (var channel in grid)
                channel[i] = spread * Math.Clamp(light + (random.NextSingle() * 2 - 1) * 0.7f, -1, 1);
        }

        return grid;
    }

    /// <summary>Between the corners of an 8 x 8 grid, smoothly.</summary>
    private static float Soft(float[] grid, float x, float y)
    {
        var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        float At(int column, int row) => grid[(row & 7) * 8 + (column & 7)];
        var (across, down) = (Ease(x - left), Ease(y - top));
        return float.Lerp(float.Lerp(At(left, top), At(left + 1, top), across), float.Lerp(At(left, top + 1), At(left + 1, top + 1), across), down);
    }

    private static float Ease(float share) => share * share * (3 - 2 * share);
}
