using System.Runtime.CompilerServices;

namespace ChatVideoBot.Inference.Films;

/// <summary>Frames at another pace: as many as are wanted, evenly along those that come.</summary>
/// <remarks>
/// Where each frame that comes stands for a whole number of those that are wanted, what is between two of them is both, seen through each
/// other. Elsewhere the nearest is taken: sharp and mixed frames in turn would flicker.
/// </remarks>
internal static class Pacing
{
    /// <param name="begin">Where the first that is wanted stands among those that come: 0 = on the first.</param>
    /// <param name="step">From one that is wanted to the next, in frames that come: 0.5 = twice as many.</param>
    /// <param name="count">That are wanted.</param>
    /// <param name="isLoop">After the last that comes stands the first again.</param>
    public static async IAsyncEnumerable<byte[]> At(
        IAsyncEnumerable<byte[]> frames, double begin, double step, int count, bool isLoop = false, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var isMixed = step < 0.75 && Math.Abs(1 / step - Math.Round(1 / step)) < 0.02;
        await using var coming = frames.GetAsyncEnumerator(cancel);
        byte[]? first = null, before = null, last = null;
        var index = -1; // of the last
        for (var i = 0; i < count; i++)
        {
            var at = begin + i * step;
            var left = isMixed ? (int)Math.Floor(at + 1e-6) : (int)Math.Floor(at + 0.5 - 1e-6);
            var share = isMixed ? Math.Max(0, at - left) : 0;
            var until = share > 1e-3 ? left + 1 : left;
            while (index < until && await coming.MoveNextAsync())
            {
                (before, last) = (last, coming.Current);
                first ??= last;
                index++;
            }

            if (last is null)
                yield break;
            var here = index > left ? before! : index == left ? last : isLoop ? first! : last;
            var next = index > left ? last : isLoop ? first! : here;
            yield return share > 1e-3 && !ReferenceEquals(here, next) ? Transitions.Mix(here, next, share) : here;
        }
    }
}
