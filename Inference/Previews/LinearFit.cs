namespace ChatVideoBot.Inference.Previews;

/// <summary>Least squares: y ≈ A·x + b over samples that come one by one, by the normal equations in float64.</summary>
/// <param name="inputs">Length of x.</param>
/// <param name="outputs">Length of y.</param>
internal sealed class LinearFit(int inputs, int outputs)
{
    /// <summary>A little of each input's own variance: inputs that never vary, or vary together, leave the equations solvable.</summary>
    private const double Ridge = 1e-4;

    private readonly int _size = inputs + 1;
    private readonly double[] _products = new double[(inputs + 1) * (inputs + 1)];
    private readonly double[] _targets = new double[outputs * (inputs + 1)];
    private readonly double[] _squares = new double[outputs];
    private readonly double[] _row = new double[inputs + 1];
    private int _count;

    public void Add(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        for (var i = 0; i < inputs; i++)
            _row[i] = x[i];
        _row[inputs] = 1;
        for (var i = 0; i < _size; i++)
        {
            for (var j = 0; j <= i; j++)
                _products[i * _size + j] += _row[i] * _row[j];
            for (var o = 0; o < outputs; o++)
                _targets[o * _size + i] += y[o] * _row[i];
        }

        for (var o = 0; o < outputs; o++)
            _squares[o] += (double)y[o] * y[o];
        _count++;
    }

    /// <returns>[outputs, inputs + 1], flat, and the share of the outputs' variance that it explains.</returns>
    public (float[] Map, double RSquared) Solve()
    {
        if (_count == 0)
            return (new float[outputs * _size], 0);
        var lower = Factor();
        var map = new float[outputs * _size];
        var (variance, rest) = (0.0, 0.0);
        for (var o = 0; o < outputs; o++)
        {
            var target = _targets.AsSpan(o * _size, _size);
            var solution = Substitute(lower, target);
            var mean = target[inputs] / _count;
            variance += _squares[o] - mean * target[inputs];
            rest += _squares[o];
            for (var i = 0; i < _size; i++)
            {
                map[o * _size + i] = (float)solution[i];
                rest -= 2 * solution[i] * target[i];
                for (var j = 0; j < _size; j++)
                    rest += solution[i] * solution[j] * _products[Math.Max(i, j) * _size + Math.Min(i, j)];
            }
        }

        return (map, variance > 0 ? 1 - rest / variance : 0);
    }

    /// <summary>Cholesky's L of the products and the ridge: L·Lᵀ.</summary>
    private double[] Factor()
    {
        var lower = (double[])_products.Clone();
        for (var i = 0; i < _size; i++)
            lower[i * _size + i] += Ridge * _products[i * _size + i] + 1e-9;
        for (var j = 0; j < _size; j++)
        {
            for (var i = j; i < _size; i++)
            {
                for (var k = 0; k < j; k++)
                    lower[i * _size + j] -= lower[i * _size + k] * lower[j * _size + k];
                lower[i * _size + j] = i == j ? Math.Sqrt(Math.Max(lower[j * _size + j], 1e-12)) : lower[i * _size + j] / lower[j * _size + j];
            }
        }

        return lower;
    }

    private double[] Substitute(double[] lower, ReadOnlySpan<double> target)
    {
        var x = target.ToArray();
        for (var i = 0; i < _size; i++)
        {
            for (var k = 0; k < i; k++)
                x[i] -= lower[i * _size + k] * x[k];
            x[i] /= lower[i * _size + i];
        }

        for (var i = _size - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < _size; k++)
                x[i] -= lower[k * _size + i] * x[k];
            x[i] /= lower[i * _size + i];
        }

        return x;
    }
}
