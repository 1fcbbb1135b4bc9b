using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Pictures;
using ChatVideoBot.Inference.Planning;
using ChatVideoBot.Inference.Prompts;
using ChatVideoBot.Inference.Vae;

namespace ChatVideoBot.Inference.Films;

/// <summary>What every kind of film is made with: reels that grow window by window, and the way between latents and frames.</summary>
internal sealed class Studio(LoadedModel model, ClipPlan plan, InferenceOptions options, StageClock clock, ProgressMeter meter, List<string> notes, CancellationToken cancel)
{
    /// <summary>Latent frames before a piece that its decoder or encoder sees, where the family does not say how many it looks back at.</summary>
    private const int Context = 4;

    private WindowMaker? _windows;

    public ClipPlan Plan => plan;

    public ModelFolder Folder => model.Folder;

    public LatentGeometry Geometry => model.Folder.Geometry;

    public LatentShape Shape { get; } = model.Folder.Geometry.Latents(plan.WindowFrames, plan.WidthPixels, plan.HeightPixels);

    public WindowCuts Cuts { get; } = new(
        (plan.WindowFrames - 1) / model.Folder.Geometry.FramesPerLatent + 1, model.Folder.Family.OverlapLatents, model.Folder.FixedLatents.Frames > 0);

    public CancellationToken Cancel => cancel;

    /// <summary>Latent frames that a decoder of pieces should see before them.</summary>
    public int LookBack => model.Folder.Geometry.FramesPerLatent == 1 ? 0 : Math.Max(Context, model.Folder.Family.DecoderLookBack);

    /// <summary>Says how many windows will be made and where finished ones are kept; before the first is.</summary>
    /// <param name="film">See <see cref="WindowMaker"/>.</param>
    public void Open(int windows, ISegmentStore? segments, string film) =>
        _windows = new WindowMaker(model, plan, options, clock, meter, segments, film, Math.Max(1, windows), cancel);

    /// <summary>The states of a prompt and of the negative one, which are kept: the next clip with the same words does without the encoder.</summary>
    public PromptStates[] Prompts(string text)
    {
        cancel.ThrowIfCancellationRequested();
        using var time = clock.Measure(StageClock.Part.TextEncoder);
        if (model.Prompts is not { } prompts)
            return [];
        PromptStates States(string name, string words)
        {
            if (prompts.LeftOut(words) is { Length: > 0 } leftOut && !notes.Any(note => note.Contains(leftOut, StringComparison.Ordinal)))
                notes.Add($"The {name} is longer than {model.Folder.Name} reads; left out: \"{leftOut}\".");
            return prompts.Encode(words, cancel);
        }

        var prompt = States("prompt", text);
        var guided = plan.Guidance > 1 || (model.Folder.FineDenoiser is not null && plan.Settings.FineGuidance > 1);
        return guided ? [prompt, States("negative prompt", plan.Negative)] : [prompt];
    }

    /// <summary>Lets a reel grow at its end, window by window, until it has so many latent frames.</summary>
    /// <param name="whole">What is held of the whole film and what it is made from; null = nothing.</param>
    /// <param name="first">The picture that an empty reel begins with.</param>
    /// <param name="colour">The colours to keep to; null = those of the first window.</param>
    public async Task GoOnAsync(
        Reel reel, int total, PromptStates[] prompts, long seed, RgbPicture? first = null, RgbPicture? last = null, Whole? whole = null, LatentColour? colour = null)
    {
        while (reel.Count < total)
        {
            var (shared, frames) = Cuts.Next(reel.Count, total);
            var (at, shape) = (reel.Count - shared, Shape with { Frames = frames });
            var begins = shared > 0 ? FrameOf(reel, at) : first;
            var window = new Window(shape, prompts, seed, at)
            {
                Held = Held(reel, shared, at, shape, whole),
                First = begins,
                Last = at + frames >= total ? last : null,
                From = whole?.From is { } from ? Part(Shape with { Frames = whole.Frames }, from, at, frames) : null,
                Strength = whole?.Strength ?? 1,
                Colour = shared > 0 && whole?.From is null ? colour : null,
            };
            var made = await _windows!.MakeAsync(window);
            colour ??= LatentColour.Of(shape, made);
            if (shared > 0)
                reel.Joins.Add(reel.Count);
            reel.Add(made, frames, shared, frames - shared);
        }

        reel.Trim(total);
    }

    /// <summary>Lets a reel grow before its beginning until so many latent frames are added.</summary>
    /// <param name="reel">Its frames hold <see cref="LatentGeometry.FramesPerLatent"/> video frames each, the first one too; the added first holds one.</param>
    public async Task GoBackAsync(Reel reel, int added, PromptStates[] prompts, long seed, LatentColour colour)
    {
        for (var (made, number) = (0, 0); made < added; number++)
        {
            if (made > 0)
            {
                reel.DropFirst(); // it held one video frame, and is the middle of the film now
                made--;
            }

            var shared = Math.Min(Cuts.BackOverlap, reel.Count);
            var frames = Cuts.IsFixed ? Cuts.Window : Math.Min(Cuts.Window, added - made + shared);
            var (free, shape) = (frames - shared, Shape with { Frames = frames });
            var held = new HeldLatents(new float[shape.Length], new float[frames * shape.Plane]);
            reel.CopyTo(0, shared, held.Values, free, frames);
            held.Mask.AsSpan(free * shape.Plane).Fill(1);
            // Noise by a place of its own for each window: counted backwards, because where the film begins is not known to the first.
            var window = new Window(shape, prompts, seed, 100_000 - number * Cuts.Window) { Held = held, First = FrameOf(reel, 0), Colour = colour };
            reel.AddBefore(await _windows!.MakeAsync(window), frames, 0, free);
            made += free;
        }
    }

    /// <summary>Adds what leads from a reel's end to its beginning, after which its first video frame is to be left out.</summary>
    public async Task CloseAsync(Reel reel, int added, PromptStates[] prompts, long seed)
    {
        var shared = Math.Max(1, Math.Min(2, Math.Min(reel.Count - 1, (Cuts.Window - added) / 2)));
        var shape = Shape with { Frames = Cuts.IsFixed ? Cuts.Window : 2 * shared + added };
        added = shape.Frames - 2 * shared;
        var held = new HeldLatents(new float[shape.Length], new float[shape.Frames * shape.Plane]);
        reel.CopyTo(reel.Count - shared, shared, held.Values, 0, shape.Frames);
        reel.CopyTo(1, shared, held.Values, shared + added, shape.Frames); // the very first holds one video frame alone
        held.Mask.AsSpan(0, shared * shape.Plane).Fill(1);
        held.Mask.AsSpan((shared + added) * shape.Plane).Fill(1);
        var window = new Window(shape, prompts, seed, reel.Count - shared) { Held = held, First = FrameOf(reel, reel.Count - shared) };
        reel.Joins.Add(reel.Count);
        reel.Add(await _windows!.MakeAsync(window), shape.Frames, shared, added);
    }

    /// <summary>Frames as the model sees them into its latents.</summary>
    /// <param name="frames">RGB of the plan's size; 1 + k·FramesPerLatent of them.</param>
    /// <returns>[C, f, h, w], normalised.</returns>
    public float[] Encode(IReadOnlyList<byte[]> frames)
    {
        cancel.ThrowIfCancellationRequested();
        using var time = clock.Measure(StageClock.Part.Picture);
        var vae = model.Vae(plan.Settings);
        var shape = Geometry.Latents(frames.Count, plan.WidthPixels, plan.HeightPixels);
        var latents = new float[shape.Length];
        var context = LookBack;
        // In pieces, each after what the encoder looks back at: a long clip does not fit into memory as float32.
        for (var done = 0; done < shape.Frames;)
        {
            var from = Math.Max(0, done - context);
            var until = Math.Min(shape.Frames, done + Math.Max(1, Cuts.Window));
            var first = from == 0 ? 0 : Geometry.VideoFrames(from + 1) - 1;
            var count = Geometry.VideoFrames(until) - first;
            var piece = vae.Encode(Sample(frames, first, count), count, plan.WidthPixels, plan.HeightPixels, cancel);
            var part = shape with { Frames = until - from };
            for (var c = 0; c < shape.Channels; c++)
                piece.AsSpan((c * part.Frames + done - from) * shape.Plane, (until - done) * shape.Plane).CopyTo(latents.AsSpan((c * shape.Frames + done) * shape.Plane));
            done = until;
        }

        model.Folder.Statistics.Normalise(latents);
        return latents;
    }

    /// <summary>The video frames of a reel, RGB.</summary>
    /// <param name="dropped">Video frames at the beginning that are left out.</param>
    public IEnumerable<byte[]> Decode(Reel reel, int dropped = 0)
    {
        var shape = reel.Shape;
        using var pieces = model.Decode(plan.Settings, shape, reel.Take(0, reel.Count),
            noise => Noise.Fill(plan.Seed, shape, noise, stream: Noise.DecodeStream), cancel).GetEnumerator();
        while (Next(pieces))
        {
            var piece = pieces.Current;
            for (var f = 0; f < piece.Frames; f++)
            {
                if (piece.First + f >= dropped)
                    yield return piece.ToRgb(f, 1);
            }
        }
    }

    /// <summary>The video frames of a reel from one latent frame on, decoded after what the decoder looks back at.</summary>
    /// <param name="from">At least 1: a frame of several video frames.</param>
    public IEnumerable<byte[]> DecodeFrom(Reel reel, int from)
    {
        var context = Math.Max(0, from - LookBack);
        var part = new Reel(Shape);
        part.Add(reel.Take(context, reel.Count - context), reel.Count - context, 0, reel.Count - context);
        return Decode(part, Geometry.VideoFrames(from - context));
    }

    /// <summary>The video frames that begin a window of a reel.</summary>
    /// <param name="shift">Added to each.</param>
    public IEnumerable<Join> Joins(Reel reel, int shift = 0) =>
        reel.Joins.Where(latent => latent < reel.Count).Select(latent => new Join(Geometry.VideoFrames(latent) + shift)).Where(join => join.Frame > 0);

    /// <summary>The video frame that a latent frame of a reel begins with, for a model that looks at it; null for another.</summary>
    private RgbPicture? FrameOf(Reel reel, int at)
    {
        if (!Folder.NeedsPicture)
            return null;
        var context = Math.Max(0, at - LookBack);
        var part = new Reel(Shape);
        part.Add(reel.Take(context, at - context + 1), at - context + 1, 0, at - context + 1);
        return new RgbPicture(plan.WidthPixels, plan.HeightPixels, Decode(part).Last());
    }

    private static HeldLatents? Held(Reel reel, int shared, int at, LatentShape shape, Whole? whole)
    {
        if (shared == 0 && whole?.Held is null)
            return null;
        var (values, mask) = whole?.Held is { } held
            ? (Part(shape with { Frames = whole.Frames }, held.Values, at, shape.Frames), Part(new LatentShape(1, whole.Frames, shape.Height, shape.Width), held.Mask, at, shape.Frames))
            : (new float[shape.Length], new float[shape.Frames * shape.Plane]);
        reel.CopyTo(at, shared, values, 0, shape.Frames);
        mask.AsSpan(0, shared * shape.Plane).Fill(1);
        return mask.AsSpan().ContainsAnyExcept(0f) ? new HeldLatents(values, mask) : null;
    }

    /// <summary>Frames of a film; where it ends before them, its last again.</summary>
    private static float[] Part(LatentShape whole, float[] latents, int first, int count)
    {
        var part = new float[whole.Channels * count * whole.Plane];
        for (var c = 0; c < whole.Channels; c++)
        {
            for (var f = 0; f < count; f++)
                latents.AsSpan((c * whole.Frames + Math.Min(first + f, whole.Frames - 1)) * whole.Plane, whole.Plane).CopyTo(part.AsSpan((c * count + f) * whole.Plane));
        }

        return part;
    }

    private float[] Sample(IReadOnlyList<byte[]> frames, int first, int count)
    {
        var plane = plan.WidthPixels * plan.HeightPixels;
        var sample = new float[3 * count * plane];
        for (var f = 0; f < count; f++)
        {
            var rgb = frames[first + f];
            for (var c = 0; c < 3; c++)
            {
                var into = sample.AsSpan((c * count + f) * plane, plane);
                for (var i = 0; i < plane; i++)
                    into[i] = 2 * (rgb[i * 3 + c] / 255f) - 1;
            }
        }

        return sample;
    }

    private bool Next(IEnumerator<DecodedFrames> pieces)
    {
        using var time = clock.Measure(StageClock.Part.Vae);
        return pieces.MoveNext();
    }
}

/// <summary>What is known of a whole film before it is made.</summary>
/// <param name="Frames">Its latent frames.</param>
/// <param name="Held">Of the whole film; null = nothing.</param>
/// <param name="From">Clean latents of the whole film to begin from; null = noise alone.</param>
internal sealed record Whole(int Frames, HeldLatents? Held, float[]? From = null, double Strength = 1);
