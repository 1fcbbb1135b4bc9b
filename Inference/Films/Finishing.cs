using System.Runtime.CompilerServices;
using ChatVideoBot.Inference.Camera;
using ChatVideoBot.Inference.Checking;
using ChatVideoBot.Inference.Video;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Films;

/// <summary>What is done to a film's frames on their way to the file: joins softened, enlarged, brought to their rate, seen by a camera that moves, looked at.</summary>
/// <param name="helpers">The networks that do it.</param>
internal sealed class Finishing(ClipRequest request, ClipHelpers helpers, InferenceOptions options, CancellationToken cancel)
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

    /// <param name="notes">Told what is otherwise than asked.</param>
    public Film Finish(Film film, List<string> notes)
    {
        var (width, height) = (film.WidthPixels * Factor, film.HeightPixels * Factor);
        var frames = SeamFade.Soften(film.Pictures, film.Joins, cancel);
        if (Factor > 1)
            frames = Enlarge(frames, film.WidthPixels, film.HeightPixels);
        (frames, var rate, var count) = Pace(film, frames, width, height, notes);
        if (CameraMove.TryParse(request.Camera, out var move, out _) && move is not null)
        {
            // Small frames are enlarged for the file in any case: in one go with the camera's own enlarging they lose least.
            var factor = film.KeepsSize ? 1 : ClipFormat.Enlarge(width, height, options.MinShortSidePixels);
            var sampler = new WindowSampler(width, height, width * factor, height * factor);
            var path = new CameraPath(move, (double)width / height, count, film.IsLoop);
            frames = frames.Select((frame, i) => sampler.Draw(frame, path.At(i)));
            (width, height) = (width * factor, height * factor);
        }

        return film with
        {
            WidthPixels = width,
            HeightPixels = height,
            FramesPerSecond = rate,
            Frames = count,
            Speed = 1,
            ShownFrames = count,
            Joins = [],
            Pictures = _inspection is null ? frames : Look(_inspection, frames, width, height, rate),
        };
    }

    /// <summary>At the rate asked for, and as fast as is asked for; those between two are made first where they are wanted.</summary>
    private (IAsyncEnumerable<byte[]> Frames, double Rate, int Count) Pace(Film film, IAsyncEnumerable<byte[]> frames, int width, int height, List<string> notes)
    {
        var own = film.FramesPerSecond * film.Speed; // that there are for a second that is shown
        var rate = request.FramesPerSecond > 0 ? request.FramesPerSecond : film.FramesPerSecond * (request.Smooth ? 2 : 1);
        var (there, count) = (film.Frames, Math.Max(1, (int)Math.Round(film.ShownFrames * (rate / film.FramesPerSecond))));
        if (request.Smooth && rate > own + 1e-6)
        {
            frames = Double(frames, width, height, film.IsLoop);
            (own, there) = (own * 2, there * 2);
        }
        else if (request.Smooth && request.FramesPerSecond > 0)
        {
            notes.Add(FormattableString.Invariant($"Smooth changes nothing at {rate:0.###} frames a second: so many are there without it."));
        }

        var step = film.IsLoop ? (double)there / count : own / rate;
        return there == count && Math.Abs(step - 1) < 1e-6 ? (frames, rate, count) : (Pacing.At(frames, 0, step, count, film.IsLoop, cancel), rate, count);
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
