using ChatVideoBot.Inference.Planning;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Films;

/// <summary>A clip that was sent, with more of it: after it, before it, or until it is a loop. Its own frames stay.</summary>
internal static class LongerFilm
{
    public static Task<Film> MakeAsync(Studio studio, ClipRequest request, SentClip clip, ISegmentStore? segments, string film) =>
        request.Kind == ClipKind.Loop ? LoopAsync(studio, clip, segments, film)
        : request.Backward ? BeforeAsync(studio, clip, segments, film)
        : AfterAsync(studio, clip, segments, film);

    /// <exception cref="ClipRefusedException">It would be too long.</exception>
    public static void RefuseLength(ClipRequest request, double seconds, InferenceOptions options)
    {
        var most = ClipPlan.MostSeconds(options);
        if (request.Kind != ClipKind.Extend || seconds + request.Seconds <= most + 0.05)
            return;
        var left = FormattableString.Invariant($"{Math.Max(0, most - seconds):0.#}");
        throw new ClipRefusedException(FailureStage.Prompt, FormattableString.Invariant(
            $"seconds: the clip has {seconds:0.#} s, and {request.Seconds:0.###} s more is longer than {most:0.#}: ")
            + (most - seconds >= options.MinSeconds ? $"the nearest is {left}." : "it cannot be extended any more."));
    }

    private static async Task<Film> AfterAsync(Studio studio, SentClip clip, ISegmentStore? segments, string film)
    {
        var (prompts, added) = (studio.Prompts(studio.Plan.Words), Added(studio));
        var ratio = studio.Geometry.FramesPerLatent;
        var tail = await clip.TailAsync(studio.Cuts.Overlap + Math.Max(studio.LookBack, 1), ratio);
        var reel = ReelOf(studio, tail, 0);
        var known = reel.Count;
        var total = known + (added + ratio - 1) / ratio;
        studio.Open(studio.Cuts.Count(known, total), segments, film);
        await studio.GoOnAsync(reel, total, prompts, studio.Plan.Seed, colour: LatentColour.Of(reel.Shape, reel.Take(0, known)));
        var (asked, speed) = (Asked(studio), studio.Plan.Speed);
        var made = studio.DecodeFrom(reel, known).ToAsyncEnumerable();
        if (speed != 1) // the first that is made stands a frame after the clip's last
            made = Pacing.At(made, Math.Max(0, speed - 1), speed, asked, cancel: studio.Cancel);
        var shown = Shown(clip, studio, asked);
        return clip.Film(clip.Frames + shown, clip.Shown().Then(clip.Like(made, shown))) with
        {
            Joins = [new Join(clip.Frames, BeforeStays: true), .. studio.Joins(reel, -studio.Geometry.VideoFrames(known)).Select(join => Moved(join, clip, studio, clip.Frames))],
        };
    }

    private static async Task<Film> BeforeAsync(Studio studio, SentClip clip, ISegmentStore? segments, string film)
    {
        var (prompts, added) = (studio.Prompts(studio.Plan.Words), Added(studio));
        var ratio = studio.Geometry.FramesPerLatent;
        var head = await clip.HeadAsync(studio.Cuts.Overlap * ratio);
        while (head.Count % ratio != 0)
            head.Add(head[^1]);
        var reel = ratio == 1 ? ReelOf(studio, head, 0) : ReelOf(studio, [head[0], .. head], 1); // so that each latent frame holds as many as any
        var known = reel.Count;
        var latents = ShotPlan.Latents(added, studio.Geometry);
        studio.Open(BackWindows(studio, latents, known), segments, film);
        await studio.GoBackAsync(reel, latents, prompts, studio.Plan.Seed, LatentColour.Of(reel.Shape, reel.Take(0, known)));
        var made = studio.Geometry.VideoFrames(reel.Count - known);
        var (asked, speed) = (Asked(studio), studio.Plan.Speed);
        var before = studio.Decode(reel).Take(made).Skip(made - added).ToAsyncEnumerable();
        if (speed != 1) // the clip's first stands a frame after the last that is made
            before = Pacing.At(before, added - asked * speed, speed, asked, cancel: studio.Cancel);
        var shown = Shown(clip, studio, asked);
        return clip.Film(clip.Frames + shown, clip.Like(before, shown).Then(clip.Shown())) with { Joins = [new Join(shown, AfterStays: true)] };
    }

    private static async Task<Film> LoopAsync(Studio studio, SentClip clip, ISegmentStore? segments, string film)
    {
        var ratio = studio.Geometry.FramesPerLatent;
        var head = await clip.HeadAsync(2 * ratio + 1);
        if (head.Count < 2 * ratio + 1)
            throw new ClipRefusedException(FailureStage.Picture, FormattableString.Invariant(
                $"The clip is too short to loop: send one of at least {(2 * ratio + 1) / studio.Plan.FramesPerSecond:0.#} s."));
        var tail = await clip.TailAsync(2 + Math.Max(studio.LookBack, 1), ratio);
        var reel = ReelOf(studio, head, 0);
        var latents = studio.Encode(tail);
        var known = (tail.Count - 1) / ratio + 1;
        reel.Add(latents, known, 0, known);
        studio.Open(1, segments, film);
        var (before, join) = (reel.Count, NewFilm.JoinLatents(studio, int.MaxValue));
        await studio.CloseAsync(reel, join, studio.Prompts(studio.Plan.Words), studio.Plan.Seed);
        var shown = Shown(clip, studio, (reel.Count - before) * ratio);
        var leftOut = Math.Max(1, (int)Math.Round(clip.FramesPerSecond / studio.Plan.FramesPerSecond)); // the join ends before the second frame
        return clip.Film(clip.Frames - leftOut + shown, clip.Shown().Skip(leftOut).Then(clip.Like(studio.DecodeFrom(reel, before).ToAsyncEnumerable(), shown))) with
        {
            IsLoop = true,
            Joins = [new Join(clip.Frames - leftOut, BeforeStays: true)],
        };
    }

    private static int Added(Studio studio) => Math.Max(1, studio.Plan.Frames - 1);

    /// <summary>The frames that are shown of those that are added, at the model's rate.</summary>
    private static int Asked(Studio studio) => Math.Max(1, studio.Plan.ShownFrames - 1);

    private static int Shown(SentClip clip, Studio studio, int made) => (int)Math.Round(made * clip.FramesPerSecond / studio.Plan.FramesPerSecond);

    private static Join Moved(Join join, SentClip clip, Studio studio, int by) => join with { Frame = Shown(clip, studio, (int)Math.Round(join.Frame / studio.Plan.Speed)) + by };

    private static int BackWindows(Studio studio, int added, int known)
    {
        var (windows, shared) = (0, Math.Min(studio.Cuts.BackOverlap, known));
        for (var made = 0; made < added; windows++)
            made += (studio.Cuts.IsFixed ? studio.Cuts.Window : Math.Min(studio.Cuts.Window, added - made + (made > 0 ? 1 : 0) + shared)) - shared - (made > 0 ? 1 : 0);
        return windows;
    }

    private static Reel ReelOf(Studio studio, IReadOnlyList<byte[]> frames, int from)
    {
        var latents = studio.Encode(frames);
        var count = (frames.Count - 1) / studio.Geometry.FramesPerLatent + 1;
        var reel = new Reel(studio.Shape);
        reel.Add(latents, count, from, count - from);
        return reel;
    }
}
