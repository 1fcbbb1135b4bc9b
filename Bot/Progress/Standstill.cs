using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Progress;

/// <summary>Why a job that waits cannot be made now, whoever waits for whom.</summary>
internal static class Standstill
{
    private const string KeepsItsPlace = "Your clip keeps its place, and is made as soon as one can.";

    /// <summary>The sentence for its card; null when it is only a matter of time.</summary>
    public static string? Why(Job job, QueueLook look)
    {
        if (job.State != JobState.Waiting) return null;
        if (look.Mode == QueueMode.Paused) return "A moderator has paused the queue. Your clip keeps its place, and is made when it goes on.";
        if (job.LiveWorkers > 0) return null;
        var alive = look.Workers.Where(worker => worker.IsAlive).ToList();
        if (alive.Count == 0) return $"No worker is running right now. {KeepsItsPlace}";
        var able = alive.Where(worker => worker.Lanes.Contains(job.Lane)).ToList();
        if (able.Any(worker => worker.Standing == WorkerStanding.Serving)) return null; // it came after the job was read
        if (able.Count > 0) return $"The workers that can make this are being looked after right now. {KeepsItsPlace}";
        var model = Lane.Parse(job.Lane).Model;
        var like = alive.SelectMany(worker => worker.Lanes).Where(lane => Lane.Parse(lane).Model == model).ToList();
        if (like.Count == 0) return $"No worker that runs now has the model {Markdown.Plain(model, 64)}. {KeepsItsPlace}";
        var longest = like.Max(SecondsOf);
        return longest < job.Clip.Seconds
            ? $"No worker that runs now makes clips of {Sentences.Number(job.Clip.Seconds)} s; {Sentences.Number(longest)} s is the longest now. {KeepsItsPlace}"
            : $"No worker that runs now is large enough for this clip. {KeepsItsPlace}";
    }

    /// <summary>The longest clip that a lane takes.</summary>
    private static double SecondsOf(string lane) => Lane.Parse(lane).MostSeconds is > 0 and var most ? most : double.PositiveInfinity;
}
