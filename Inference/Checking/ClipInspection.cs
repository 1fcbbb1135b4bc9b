using System.Numerics;
using ChatVideoBot.Inference.Enlarging;
using ChatVideoBot.Inference.Pictures;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Checking;

/// <summary>
/// A look at one clip while its frames go by: <see cref="Look"/> keeps the few that matter (<see cref="FrameSampler"/>) and those beside them,
/// <see cref="Conclude"/> asks the network. Frames are only read. For one thread at a time.
/// </summary>
/// <remarks>
/// A frame with more pixels than the network is shown is kept as a picture of that size, rounded to bytes. So at most 3 · (<see cref="CheckOptions.MostFrames"/> + 1)
/// pictures of 147 KiB are held, 11 MiB with the shipped network and 25 frames.
/// </remarks>
public sealed class ClipInspection
{
    private readonly ClipCheck _check;
    private readonly CheckOptions _options;
    private readonly FrameSampler _sampler;
    private readonly Dictionary<int, Kept> _kept = [];
    private readonly Dictionary<int, FrameScores> _looked = [];
    private int _frames;
    private (int Width, int Height) _size;

    internal ClipInspection(ClipCheck check, CheckOptions options) => (_check, _options, _sampler) = (check, options, new FrameSampler(options.MostFrames));

    /// <summary>Frames that are held.</summary>
    internal int Held => _kept.Count;

    /// <summary>The frames looked at so far, numbers from 0.</summary>
    internal IEnumerable<int> Looked => _looked.Keys.Order();

    /// <summary>The clip's next frame.</summary>
    /// <param name="rgb">One byte each, row by row; not kept.</param>
    /// <param name="atSeconds">When it is shown.</param>
    /// <exception cref="ArgumentException">The frame is not of that size, or of another than those before it.</exception>
    public void Look(ReadOnlySpan<byte> rgb, int widthPixels, int heightPixels, double atSeconds)
    {
        RgbPlanes.Check(rgb, widthPixels, heightPixels);
        if (_frames > 0 && _size != (widthPixels, heightPixels))
            throw new ArgumentException($"A frame of {widthPixels} x {heightPixels} came in a clip of {_size.Width} x {_size.Height}.", nameof(rgb));
        _size = (widthPixels, heightPixels);
        var side = _check.Side;
        var kept = (long)widthPixels * heightPixels <= side * side
            ? new Kept(rgb.ToArray(), widthPixels, heightPixels, atSeconds)
            : new Kept(Shrunk(rgb, widthPixels, heightPixels, side), side, side, atSeconds);
        _sampler.Add(atSeconds, _kept.TryGetValue(_frames - 1, out var before) ? Difference(before.Rgb, kept.Rgb) : 0);
        _kept[_frames++] = kept;
        LetGo();
    }

    /// <summary>Asks the network: the frames that were picked, then those beside each that is a hit.</summary>
    /// <returns>Not flagged and without scores when there was no frame.</returns>
    /// <exception cref="ModelException">The network failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, also in the middle of a run.</exception>
    public ClipVerdict Conclude(CancellationToken cancel)
    {
        foreach (var frame in _sampler.Picked)
        {
            if (VerdictRule.IsHit(Ask(frame, cancel), _options))
            {
                foreach (var beside in (int[])[frame - 1, frame + 1])
                {
                    if (_kept.ContainsKey(beside))
                        Ask(beside, cancel);
                }
            }
        }

        return VerdictRule.Conclude(_looked.Values, _options);
    }

    private FrameScores Ask(int frame, CancellationToken cancel)
    {
        if (!_looked.TryGetValue(frame, out var scores))
        {
            var kept = _kept[frame];
            _looked[frame] = scores = new FrameScores(kept.AtSeconds, _check.Score(kept.Rgb, kept.Width, kept.Height, cancel));
        }

        return scores;
    }

    /// <summary>Keeps what is picked and one on each side of it; the newest is picked as long as it is the last.</summary>
    private void LetGo()
    {
        var wanted = _sampler.Picked.SelectMany(f => (int[])[f - 1, f, f + 1]).ToHashSet();
        foreach (var frame in _kept.Keys.Where(f => !wanted.Contains(f)).ToList())
            _kept.Remove(frame);
    }

    private static byte[] Shrunk(ReadOnlySpan<byte> rgb, int width, int height, int side)
    {
        var small = new byte[3 * side * side];
        RgbPlanes.Paste(Bilinear.Planes(rgb, width, height, side), side, (0, 0), side, side, small, side, (0, 0), 255);
        return small;
    }

    /// <summary>The mean difference of two pictures' bytes.</summary>
    private static double Difference(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        long sum = 0;
        var i = 0;
        for (; i + Vector<byte>.Count <= after.Length; i += Vector<byte>.Count)
        {
            var (a, b) = (new Vector<byte>(before[i..]), new Vector<byte>(after[i..]));
            Vector.Widen(Vector.Max(a, b) - Vector.Min(a, b), out var low, out var high); // bytes could overflow where they are added
            sum += Vector.Sum(low + high);
        }

        for (; i < after.Length; i++)
            sum += Math.Abs(after[i] - before[i]);
        return (double)sum / after.Length;
    }

    /// <summary>A frame that may be looked at.</summary>
    private sealed record Kept(byte[] Rgb, int Width, int Height, double AtSeconds);
}
