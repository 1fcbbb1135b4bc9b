using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Matting;
using ChatVideoBot.Inference.Pictures;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Films;

/// <summary>A clip that was sent, made anew from itself: all of it, where a mask shows, or behind what is in front.</summary>
internal static class ChangedFilm
{
    /// <summary>How noisy a remix begins unless told otherwise: enough for other colours and things, not for another motion.</summary>
    private const double RemixStrength = 0.75;

    /// <summary>An edge is soft over so much of a frame's shorter side.</summary>
    private const double FeatherShare = 0.012;

    /// <summary>The size at which a clip is looked at for what is in front: its shorter side, in pixels.</summary>
    private const int MatteShortSidePixels = 192;

    /// <param name="maskFile">White is made anew; empty for none.</param>
    /// <param name="matte">Finds what is in front; needed for <see cref="ClipKind.Background"/>.</param>
    public static async Task<Film> MakeAsync(
        Studio studio, ClipRequest request, SentClip clip, ReadOnlyMemory<byte> maskFile, Func<Matte> matte, InferenceOptions options, ISegmentStore? segments, string film)
    {
        var seen = new List<byte[]>();
        await foreach (var frame in clip.Seen())
            seen.Add(frame);
        var frames = seen.Count;
        var latents = ShotPlan.Latents(frames, studio.Geometry);
        while (seen.Count < studio.Geometry.VideoFrames(latents))
            seen.Add(seen[^1]);
        var clean = studio.Encode(seen);
        var masks = await MasksAsync(studio, request, clip, maskFile, matte, options);
        var strength = request.Strength > 0 ? request.Strength : masks is null ? RemixStrength : 1;

        var shape = studio.Shape with { Frames = latents };
        var held = masks is null ? null : new HeldLatents(clean, Kept(masks, studio, shape));
        var whole = new Whole(latents, held, strength < 1 ? clean : null, strength);
        studio.Open(studio.Cuts.Count(0, latents), segments, film);
        var reel = new Reel(studio.Shape);
        await studio.GoOnAsync(reel, latents, studio.Prompts(studio.Plan.Words), studio.Plan.Seed, FirstFrame(studio, seen[0]), whole: whole);
        var plan = studio.Plan;
        return masks is null
            ? new Film(plan.WidthPixels, plan.HeightPixels, plan.FramesPerSecond, frames, studio.Decode(reel).Take(frames).ToAsyncEnumerable())
            : clip.Film(clip.Frames, Composite(studio, clip, reel, masks));
    }

    /// <summary>Where each frame at the model's rate is made anew, 0 to 1, of the size that the clip is shown with; null = everywhere.</summary>
    private static async Task<Masks?> MasksAsync(
        Studio studio, ClipRequest request, SentClip clip, ReadOnlyMemory<byte> file, Func<Matte> matte, InferenceOptions options)
    {
        if (request.Kind == ClipKind.Edit)
            return new Masks(clip.Size.WidthPixels, clip.Size.HeightPixels, [await ReadAsync(file, clip, options, studio.Cancel)]);
        if (request.Kind != ClipKind.Background)
            return null;
        var scale = Math.Min(1, (double)MatteShortSidePixels / Math.Min(clip.Size.WidthPixels, clip.Size.HeightPixels));
        var (width, height) = (Math.Max(2, (int)Math.Round(clip.Size.WidthPixels * scale)), Math.Max(2, (int)Math.Round(clip.Size.HeightPixels * scale)));
        var frames = new List<byte[]>();
        await foreach (var frame in clip.Closely(width, height))
            frames.Add(frame);
        var alphas = matte().Alphas(frames, width, height, studio.Cancel);
        if (alphas.Max(alpha => alpha.Max()) < 0.5f)
            throw new ClipRefusedException(FailureStage.Picture, "background: nothing stands out in front in this clip, so all of it would change: remix it, or send a mask.");
        foreach (var alpha in alphas)
        {
            for (var i = 0; i < alpha.Length; i++)
                alpha[i] = 1 - alpha[i];
        }

        return new Masks(width, height, alphas);
    }

    /// <summary>A mask's picture, of the clip's shape, as grey.</summary>
    private static async Task<float[]> ReadAsync(ReadOnlyMemory<byte> file, SentClip clip, InferenceOptions options, CancellationToken cancel)
    {
        var header = Video.PictureReader.Probe(file.Span, options);
        if (Math.Abs(Math.Log(header.Aspect / clip.Header.Aspect)) > 0.02)
            throw new ClipRefusedException(FailureStage.Picture, $"mask: it has {header.WidthPixels} x {header.HeightPixels} pixels, another shape than the clip's {clip.Header.WidthPixels} x {clip.Header.HeightPixels}: send one of that size.");
        var (width, height) = clip.Size;
        var rgb = (await PictureFile.CropAsync(file, width, height, options, cancel)).Rgb;
        var mask = new float[width * height];
        for (var i = 0; i < mask.Length; i++)
            mask[i] = (rgb[i * 3] + rgb[i * 3 + 1] + rgb[i * 3 + 2]) / 765f;
        return mask.Max() >= 0.5f
            ? mask
            : throw new ClipRefusedException(FailureStage.Picture, "mask: it is all black, so nothing would change: make white what should.");
    }

    /// <summary>What is held of each latent: all of it where no pixel changes; where some do, nothing.</summary>
    private static float[] Kept(Masks masks, Studio studio, LatentShape shape)
    {
        var frames = Enumerable.Range(0, studio.Geometry.VideoFrames(shape.Frames))
            .Select(i => Mask.Resize(masks.At(i), masks.WidthPixels, masks.HeightPixels, studio.Plan.WidthPixels, studio.Plan.HeightPixels)).ToList();
        var changes = Mask.ToLatents(frames, studio.Plan.WidthPixels, studio.Plan.HeightPixels, shape, studio.Geometry);
        return [.. changes.Select(change => change >= 0.5f ? 0f : 1f)];
    }

    private static async IAsyncEnumerable<byte[]> Composite(Studio studio, SentClip clip, Reel reel, Masks masks)
    {
        var (width, height) = clip.Size;
        var feather = FeatherShare * Math.Min(width, height);
        await using var made = clip.Like(studio.Decode(reel).ToAsyncEnumerable(), clip.Frames).GetAsyncEnumerator();
        var (index, last, mask) = (0, -1, Array.Empty<float>());
        await foreach (var original in clip.Shown())
        {
            if (!await made.MoveNextAsync())
                break;
            var at = masks.IndexAt((int)(index / clip.FramesPerSecond * studio.Plan.FramesPerSecond + 1e-6));
            if (at != last)
                mask = Mask.Feather(Mask.Resize(masks.At(at), masks.WidthPixels, masks.HeightPixels, width, height), width, height, feather);
            last = at;
            Matting.Composite.Blend(made.Current, original, mask);
            yield return made.Current;
            index++;
        }
    }

    private static RgbPicture? FirstFrame(Studio studio, byte[] rgb) =>
        studio.Folder.NeedsPicture ? new RgbPicture(studio.Plan.WidthPixels, studio.Plan.HeightPixels, rgb) : null;

    /// <summary>One mask for each frame, or one for all.</summary>
    private sealed record Masks(int WidthPixels, int HeightPixels, float[][] Frames)
    {
        public int IndexAt(int frame) => Math.Min(frame, Frames.Length - 1);

        public float[] At(int frame) => Frames[IndexAt(frame)];
    }
}
