namespace ChatVideoBot.Inference.Diffusion.Schedulers;

/// <summary>The weights of one update of UniPC.</summary>
/// <param name="A">Of the latents.</param>
/// <param name="B">Of the newest output m0.</param>
/// <param name="C">Of the differences to m0.</param>
/// <param name="R">rk = (λ(k steps ago) − λ)/h, one for each older output.</param>
/// <param name="Rho">One for each older output; with a corrector one more, of the output at the goal.</param>
internal readonly record struct UniPCWeights(float A, float B, float C, float[] R, float[] Rho);

/// <summary>How UniPC solves: the formulas of arXiv:2302.04867, sections 3.1 to 3.3, in float32 and in the reference's order.</summary>
/// <param name="Order">p, 1 to 3.</param>
/// <param name="Flow">x = (1 − σ)·sample + σ·noise; else x = (sample + σ·noise)/√(σ² + 1).</param>
/// <param name="Bh2">B(h) = e^h − 1 (bh2) and not h (bh1).</param>
/// <param name="PredictsSample">Works with predicted samples (eq. 8 of DPM-Solver++), else with noise.</param>
/// <param name="NoCorrectorAfter">Steps whose prediction stays uncorrected.</param>
internal sealed record UniPCSolver(
    int Order, Prediction Predicts, bool Flow, bool Bh2, bool PredictsSample, bool LowerOrderFinal, IReadOnlyList<int> NoCorrectorAfter)
{
    public (float Alpha, float Sigma) AlphaSigma(float sigma)
    {
        if (Flow)
            return (1 - sigma, sigma);
        var alpha = 1 / MathF.Sqrt(sigma * sigma + 1);
        return (alpha, sigma * alpha);
    }

    /// <summary>From step <paramref name="i"/> on to i + 1.</summary>
    public UniPCWeights Predictor(float[] sigmas, int i, int order)
    {
        var (weights, matrix, b) = Weights(sigmas, i, order);
        return weights with
        {
            Rho = order switch
            {
                1 => [],
                2 => [0.5f],
                _ => Solve(matrix, b, order - 1), // without the row and column of the output that is not there yet
            },
        };
    }

    /// <summary>From step <paramref name="i"/> to i + 1 again, now that the output at i + 1 is known.</summary>
    public UniPCWeights Corrector(float[] sigmas, int i, int order)
    {
        var (weights, matrix, b) = Weights(sigmas, i, order);
        return weights with { Rho = order == 1 ? [0.5f] : Solve(matrix, b, order) };
    }

    private (UniPCWeights Weights, float[,] Matrix, float[] B) Weights(float[] sigmas, int i, int order)
    {
        var (alphaT, sigmaT) = AlphaSigma(sigmas[i + 1]);
        var (alphaS, sigmaS) = AlphaSigma(sigmas[i]);
        float lambda = MathF.Log(alphaS) - MathF.Log(sigmaS), h = MathF.Log(alphaT) - MathF.Log(sigmaT) - lambda;
        var r = new float[order - 1];
        for (var k = 1; k < order; k++)
        {
            var (alpha, sigma) = AlphaSigma(sigmas[i - k]);
            r[k - 1] = (MathF.Log(alpha) - MathF.Log(sigma) - lambda) / h;
        }

        var hh = PredictsSample ? -h : h;
        var phi1 = (float)double.ExpM1(hh);
        var bh = Bh2 ? phi1 : hh;

        // Row n: r^n for each older output and 1 for the goal, against n!·φ(n+1)/B(h).
        var matrix = new float[order, order];
        var b = new float[order];
        float phi = phi1 / hh - 1, factorial = 1;
        for (var n = 0; n < order; n++)
        {
            for (var k = 0; k < order; k++)
                matrix[n, k] = k == order - 1 ? 1 : MathF.Pow(r[k], n);
            b[n] = phi * factorial / bh;
            factorial *= n + 2;
            phi = phi / hh - 1 / factorial;
        }

        return (PredictsSample
            ? new(sigmaT / sigmaS, alphaT * phi1, alphaT * bh, r, [])
            : new(alphaT / alphaS, sigmaT * phi1, sigmaT * bh, r, []), matrix, b);
    }

    /// <summary>The leading n×n part by elimination, the largest pivot first.</summary>
    private static float[] Solve(float[,] matrix, float[] b, int n)
    {
        var m = (float[,])matrix.Clone();
        var x = b[..n];
        for (var c = 0; c < n; c++)
        {
            var pivot = Enumerable.Range(c, n - c).MaxBy(row => MathF.Abs(m[row, c]));
            for (var k = 0; k < n; k++)
                (m[c, k], m[pivot, k]) = (m[pivot, k], m[c, k]);
            (x[c], x[pivot]) = (x[pivot], x[c]);
            for (var row = c + 1; row < n; row++)
            {
                var factor = m[row, c] / m[c, c];
                for (var k = c; k < n; k++)
                    m[row, k] -= factor * m[c, k];
                x[row] -= factor * x[c];
            }
        }

        for (var row = n - 1; row >= 0; row--)
        {
            for (var k = row + 1; k < n; k++)
                x[row] -= m[row, k] * x[k];
            x[row] /= m[row, row];
        }

        return x;
    }
}
