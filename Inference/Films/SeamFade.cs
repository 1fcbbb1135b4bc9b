using System.Runtime.CompilerServices;

namespace ChatVideoBot.Inference.Films;

/// <summary>Where one window's frames follow another's.</summary>
/// <param name="Frame">The first frame of the later one, from 1.</param>
/// <param name="BeforeStays">The frames before are somebody's own and are not touched.</param>
/// <param name="AfterStays">Those after it are.</param>
internal readonly record struct Join(int Frame, bool BeforeStays = false, bool AfterStays = false);

/// <summary>
/// Softens the joins that jump: some frames on either side are seen a little through the frame beyond the join, so much that the jump is
/// hardly more than from any frame to the next. A join that does not jump is left alone.
/// </summary>
internal static class SeamFade
{
    /// <summary>Frames on either side.</summary>
    private const int Reach = 4;

    /// <summary>A jump may be so many times the median of those inside a window.</summary>
    private const double MostJump = 1.1;

    /// <summary>The most that is seen of the frame beyond the join.</summary>
    private const double MostShare = 0.5;

    /// <summary>Jumps that the median is taken of.</summary>
    private const int Remembered = 24;

    public static async IAsyncEnumerable<byte[]> Soften(
        IAsyncEnumerable<byte[]> frames, IReadOnlyList<Join> joins, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var before = new List<byte[]>();
        var jumps = new Queue<double>();
        var fades = new Queue<(byte[] Edge, double Share)>(); // for the frames after a join
        byte[]? last = null; // as it came
        var (index, next) = (0, 0);
        await foreach (var frame in frames.WithCancellation(cancel))
        {
            var jump = last is null ? 0 : Distance(last, frame);
            var isJoin = next < joins.Count && joins[next].Frame == index && last is not null;
            if (isJoin)
            {
                var (join, edge) = (joins[next], last!);
                var (earlier, later) = Shares(jump, jumps, join);
                for (var i = 0; i < before.Count && earlier > 0; i++) // the last of them most
                    before[i] = Transitions.Mix(before[i], frame, earlier * (1 - (double)(before.Count - 1 - i) / Reach));
                fades.Clear();
                for (var i = 0; i < Reach && later > 0; i++)
                    fades.Enqueue((edge, later * (1 - (double)i / Reach)));
            }
            else if (last is not null)
            {
                jumps.Enqueue(jump);
                if (jumps.Count > Remembered)
                    jumps.Dequeue();
            }

            while (next < joins.Count && joins[next].Frame <= index)
                next++;
            last = frame;
            before.Add(fades.TryDequeue(out var fade) ? Transitions.Mix(frame, fade.Edge, fade.Share) : frame);
            if (before.Count > Reach)
            {
                yield return before[0];
                before.RemoveAt(0);
            }

            index++;
        }

        foreach (var frame in before)
            yield return frame;
    }

    /// <summary>How much of the frame beyond the join is seen at the join itself, on either side: s each leaves (1 − 2s) of the jump.</summary>
    private static (double Earlier, double Later) Shares(double jump, Queue<double> jumps, Join join)
    {
        var median = jumps.Count == 0 ? 0 : jumps.Order().ElementAt(jumps.Count / 2);
        if (median <= 0 || jump <= MostJump * median || (join.BeforeStays && join.AfterStays))
            return (0, 0);
        var excess = 1 - MostJump * median / jump;
        var alone = Math.Min(excess, MostShare); // one side alone would show the edge too plainly
        return join.BeforeStays ? (0, alone) : join.AfterStays ? (alone, 0) : (excess / 2, excess / 2);
    }

    /// <summary>Mean absolute difference.</summary>
    private static double Distance(byte[] a, byte[] b)
    {
        long sum = 0;
        for (var i = 0; i < a.Length; i++)
            sum += Math.Abs(a[i] - b[i]);
        return (double)sum / a.Length;
    }
}
