using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Progress;

/// <summary>Why a job that waits cannot be made now, whoever waits for whom.</summary>
internal static class Standstill
{
    /// <summary>The sentence for its card; null when it is only a matter of time.</summary>
    public static string? Why(Job job, QueueLook look, Tongue tongue)
    {
        if (job.State != JobState.Waiting) return null;
        if (look.Mode == QueueMode.Paused) return tongue.Say("still.paused");
        if (job.IsPaused) return tongue.Say("still.guild-paused");
        if (job.LiveWorkers > 0) return null;
        var alive = look.Workers.Where(worker => worker.IsAlive).ToList();
        if (alive.Count == 0) return tongue.Say("still.no-worker");
        var able = alive.Where(worker => worker.Lanes.Contains(job.Lane)).ToList();
        if (able.Any(worker => worker.Standing == WorkerStanding.Serving)) return null; // it came after the job was read
        if (able.Count > 0) return tongue.Say("still.maintenance");
        var model = Lane.Parse(job.Lane).Model;
        var like = alive.SelectMany(worker => worker.Lanes).Where(lane => Lane.Parse(lane).Model == model).ToList();
        if (like.Count == 0) return tongue.Say("still.model", ("model", Markdown.Plain(model, 64)));
        var longest = like.Max(SecondsOf);
        return longest < job.Clip.Seconds
            ? tongue.Say("still.seconds", ("seconds", job.Clip.Seconds), ("longest", longest))
            : tongue.Say("still.large");
    }

    /// <summary>The longest clip that a lane takes.</summary>
    private static double SecondsOf(string lane) => Lane.Parse(lane).MostSeconds is > 0 and var most ? most : double.PositiveInfinity;
}
