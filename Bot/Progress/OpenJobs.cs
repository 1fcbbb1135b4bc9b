using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Progress;

internal static class OpenJobs
{
    /// <summary>Whether the job has a card that is kept up to date; afterwards its end is told through the outbox.</summary>
    public static bool IsOpen(this Job job) => job.State is JobState.Waiting or JobState.Held or JobState.Claimed or JobState.Running;
}
