using System.Runtime.CompilerServices;
using ChatVideoBot.Inference.Checking;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Films;

/// <summary>What is done to a film's frames on their way to the file: joins softened, enlarged, doubled, looked at.</summary>
/// <param name="helpers">The networks that do it.</param>
internal sealed class Finishing(ClipRequest request, ClipHelpers helpers, CancellationToken cancel)
{
    /// <summary>The longest side of an enlarged clip: the most that players of H.264 are sure to take.</summary>
    public const int MostSidePixels = 4096;

    private readonly ClipInspection? _inspection = helpers.Check?.Begin();

    private int Factor => Math.Max(1, request.Upscale);

    /// <exception cref="ClipRefusedException">It would be too large; said before anything is made.</exception>
    public void RefuseSize(int widthPixels, int heightPixels)
    {
        var most = MostSidePixels / Math.Max(widthPixels, heightPixels);
        if (Factor > 1 && Factor > most)
        {
            throw new ClipRefusedException(FailureStage.Prompt,
                $"upscale: {Factor} makes {widthPixels * Factor} x {heightPixels * Factor} pixels of {widthPixels} x {heightPixels}, more than {MostSidePixels} a side: "
                + (most >= 2 ? $"the nearest is {most}." : "leave it out."));
        }
    }

    public Film Finish(Film film)
    {
        var (width, height, rate) = (film.WidthPixels * Factor, film.HeightPixels * Factor, film.FramesPerSecond * (request.Smooth ? 2 : 1));
        var frames = SeamFade.Soften(film.Pictures, film.Joins, cancel);
        if (Factor > 1)
            frames = Enlarge(frames, film.WidthPixels, film.HeightPixels);
        if (request.Smooth)
            frames = Double(frames, width, height, film.IsLoop);
        return film with
        {
            WidthPixels = width,
            HeightPixels = height,
            FramesPerSecond = rate,
            Frames = film.Frames * (request.Smooth ? 2 : 1),
            Joins = [],
            Pictures = _inspection is null ? frames : Look(_inspection, frames, width, height, rate),
        };
    }

    /// <summary>After the last frame; null where nobody looks.</summary>
    public ClipVerdict? Conclude() => _inspection?.Conclude(cancel);

    private async IAsyncEnumerable<byte[]> Enlarge(IAsyncEnumerable<byte[]> frames, int width, int height, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var upscaler = helpers.Upscaler(Factor);
        await foreach (var frame in frames.WithCancellation(stop))
            yield return upscaler.Upscale(frame, width, height, cancel);
    }

    /// <summary>Between each frame and the next another; after the last it again, or what leads to the first of a loop.</summary>
    private async IAsyncEnumerable<byte[]> Double(
        IAsyncEnumerable<byte[]> frames, int width, int height, bool isLoop, [EnumeratorCancellation] CancellationToken stop = default)
    {
        byte[]? first = null, last = null;
        await foreach (var frame in frames.WithCancellation(stop))
        {
            first ??= frame;
            if (last is not null)
                yield return helpers.Doubler.Between(last, frame, width, height, cancel);
            yield return last = frame;
        }

        if (last is not null)
            yield return isLoop ? helpers.Doubler.Between(last, first!, width, height, cancel) : last;
    }

    private static async IAsyncEnumerable<byte[]> Look(
        ClipInspection inspection, IAsyncEnumerable<byte[]> frames, int width, int height, double rate, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var index = 0;
        await foreach (var frame in frames.WithCancellation(stop))
        {
            inspection.Look(frame, width, height, index++ / rate);
            yield return frame;
        }
    }
}
