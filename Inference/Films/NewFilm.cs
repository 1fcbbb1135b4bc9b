using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Pictures;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Films;

/// <summary>A film from words and pictures: one shot, a loop, or a storyboard.</summary>
internal static class NewFilm
{
    /// <summary>What leads from a loop's end to its beginning takes about so long.</summary>
    private const double JoinSeconds = 1.25;

    /// <param name="first">The first frame, or null.</param>
    /// <param name="last">The last frame, or null.</param>
    public static async Task<Film> MakeAsync(Studio studio, ClipRequest request, RgbPicture? first, RgbPicture? last, ISegmentStore? segments, string film)
    {
        if (request.Shots.Count > 0)
            return await StoryboardAsync(studio, request, first, segments, film);
        var plan = studio.Plan;
        var latents = (plan.Frames - 1) / studio.Geometry.FramesPerLatent + 1;
        var prompts = studio.Prompts(plan.Words);
        var reel = new Reel(studio.Shape);
        if (request.Loop)
            return await LoopAsync(studio, reel, latents, prompts, first, segments, film);
        studio.Open(studio.Cuts.Count(0, latents), segments, film);
        var whole = last is null ? null : Ends(studio, first, last, latents);
        await studio.GoOnAsync(reel, latents, prompts, plan.Seed, first, last, whole);
        // A last picture is the last frame that is shown, however many were made before it.
        var speed = last is null || plan.Speed == 1 ? plan.Speed : (plan.Frames - 1.0) / (plan.ShownFrames - 1);
        return Of(studio, plan.Frames, studio.Decode(reel).Take(plan.Frames)) with { Joins = [.. studio.Joins(reel)], Speed = speed, ShownFrames = plan.ShownFrames };
    }

    private static async Task<Film> LoopAsync(
        Studio studio, Reel reel, int latents, Prompts.PromptStates[] prompts, RgbPicture? first, ISegmentStore? segments, string film)
    {
        var join = JoinLatents(studio, latents / 2);
        var open = Math.Max(2, latents - join);
        studio.Open(studio.Cuts.Count(0, open) + 1, segments, film);
        await studio.GoOnAsync(reel, open, prompts, studio.Plan.Seed, first);
        await studio.CloseAsync(reel, join, prompts, studio.Plan.Seed);
        return Of(studio, studio.Geometry.VideoFrames(reel.Count) - 1, studio.Decode(reel, dropped: 1)) with { IsLoop = true, Joins = [.. studio.Joins(reel, -1)] };
    }

    /// <summary>Latent frames of a join, at most so many and at least one.</summary>
    public static int JoinLatents(Studio studio, int most) => Math.Clamp(
        (int)Math.Round(JoinSeconds * studio.Plan.FramesPerSecond / studio.Geometry.FramesPerLatent), 1, Math.Max(1, Math.Min(most, studio.Cuts.Window - 2)));

    private static async Task<Film> StoryboardAsync(Studio studio, ClipRequest request, RgbPicture? first, ISegmentStore? segments, string film)
    {
        var reels = ShotPlan.Make(request.Shots, request.Words, studio.Geometry, studio.Plan.FramesPerSecond * studio.Plan.Speed);
        if (studio.Folder.NeedsPicture && reels.Count > 1)
            throw new ClipRefusedException(FailureStage.Prompt, $"shots: {studio.Folder.Name} makes nothing without a picture, so a shot cannot begin anew: let every shot continue.");
        // Words first: a prompt that comes again, or stays from shot to shot, is encoded once.
        var prompts = reels.Select(reel => reel.Shots.Select(shot => studio.Prompts(shot.Prompt)).ToArray()).ToArray();
        studio.Open(reels.Sum(reel => Windows(studio, reel)), segments, film);
        var made = new List<Reel>();
        for (var r = 0; r < reels.Count; r++)
        {
            var reel = new Reel(studio.Shape);
            for (var shot = 0; shot < prompts[r].Length; shot++)
                await studio.GoOnAsync(reel, reels[r].Shots[shot].UntilLatent, prompts[r][shot], studio.Plan.Seed + r, r == 0 ? first : null);
            made.Add(reel);
        }

        var (frames, joins) = (0, new List<Join>());
        for (var r = 0; r < reels.Count; r++)
        {
            var begins = frames - reels[r].FadesFrom;
            joins.AddRange(studio.Joins(made[r], begins).Where(join => join.Frame - begins < reels[r].VideoFrames));
            frames = begins + reels[r].VideoFrames;
        }

        return Of(studio, frames, Transitions.Join([.. reels.Select((reel, r) => (studio.Decode(made[r]).Take(reel.VideoFrames), reel.VideoFrames, reel.FadesFrom))])) with { Joins = joins };
    }

    private static int Windows(Studio studio, ReelPlan reel)
    {
        var (windows, made) = (0, 0);
        foreach (var (_, until) in reel.Shots)
        {
            windows += studio.Cuts.Count(made, until);
            made = until;
        }

        return windows;
    }

    /// <summary>Both ends known: the first latent frame is the first picture, the last one stands still on the last.</summary>
    private static Whole Ends(Studio studio, RgbPicture? first, RgbPicture last, int latents)
    {
        var shape = studio.Shape with { Frames = latents };
        var held = new HeldLatents(new float[shape.Length], new float[latents * shape.Plane]);
        void Put(float[] encoded, int frames, int from, int at)
        {
            for (var c = 0; c < shape.Channels; c++)
                encoded.AsSpan((c * frames + from) * shape.Plane, shape.Plane).CopyTo(held.Values.AsSpan((c * latents + at) * shape.Plane));
            held.Mask.AsSpan(at * shape.Plane, shape.Plane).Fill(1);
        }

        if (first is not null)
            Put(studio.Encode([first.Rgb]), 1, 0, 0);
        var still = studio.Geometry.FramesPerLatent == 1 ? 1 : 2;
        Put(studio.Encode([.. Enumerable.Repeat(last.Rgb, studio.Geometry.VideoFrames(still))]), still, still - 1, latents - 1);
        return new Whole(latents, held);
    }

    private static Film Of(Studio studio, int frames, IEnumerable<byte[]> pictures) =>
        new(studio.Plan.WidthPixels, studio.Plan.HeightPixels, studio.Plan.FramesPerSecond, frames, pictures.ToAsyncEnumerable()) { Speed = studio.Plan.Speed };
}
