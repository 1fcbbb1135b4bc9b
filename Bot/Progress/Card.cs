using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Progress;

/// <summary>A progress message, in words.</summary>
/// <param name="Due">When the clip is expected, as the card says it; null when it says nothing.</param>
public sealed record Card(string Content, bool CanCancel, DateTimeOffset? Due)
{
    private const int LongestTitle = 300, LongestReason = 1000;

    /// <summary>The card of a job that waits or runs.</summary>
    /// <param name="shown">
    /// What the user sees now; its time is kept while it is still about right, so that the card does not flicker.
    /// </param>
    public static Card Of(Job job, string remark, DateTimeOffset now, Card? shown)
    {
        var due = job.Eta is { } eta ? Steady(now + eta, now, shown?.Due) : (DateTimeOffset?)null;
        var left = due is { } moment ? $" · ready {Sentences.Relative(moment)}" : "";
        var line = job switch
        {
            { CancelWanted: true } => "🛑 Stopping …",
            { State: JobState.Claimed or JobState.Running } =>
                $"{Sentences.Bar(job.Progress)} {Math.Floor(job.Progress * 100):0} %{Doing(job.Stage)}{left}",
            { State: JobState.Held } => "✋ Waiting for a moderator.",
            { LiveWorkers: 0 } => $"⏳ {Place(job)}. No worker is running right now; the clip is made as soon as one is back.",
            { Attempt: > 0 } => $"⏳ {Place(job)}, started again{left}",
            _ => $"⏳ {Place(job)}{left}",
        };
        return new(Lines(Title(job), line, remark), !job.CancelWanted, due);
    }

    /// <summary>The card of a job that ended without a clip.</summary>
    public static Card Ended(Job job) => new(Lines(Title(job), job.State switch
    {
        JobState.Cancelled => "🚫 Cancelled.",
        JobState.Expired => "⌛ No worker could make this in time; ask for it again.",
        JobState.Failed when job.Failure is { } failure => $"⚠️ {Cut(failure.Reason)}",
        _ => "⚠️ This did not work; ask for it again.",
    }, ""), false, null);

    /// <summary>What stands above: the prompt, as it was typed.</summary>
    public static string Title(Job job) => $"**{Markdown.Plain(job.Clip.Prompt, LongestTitle)}**";

    /// <summary>A worker's sentence, which Discord must take whatever it holds.</summary>
    private static string Cut(string reason) => reason.Length <= LongestReason ? reason : reason[..LongestReason] + "…";

    /// <summary>A worker's word for its stage, in the user's.</summary>
    private static string Doing(string stage) => stage switch
    {
        "" => "",
        "Prompt" => " · reading the prompt",
        "Picture" => " · looking at the picture",
        "Denoise" => " · drawing",
        "Decode" => " · developing",
        "Encode" => " · writing the file",
        _ => " · " + Markdown.Plain(stage, 40),
    };

    private static string Place(Job job) => job.Position switch
    {
        <= 0 => "In line",
        1 => "Next in line",
        var place => $"Place {place} in line",
    };

    private static DateTimeOffset Steady(DateTimeOffset due, DateTimeOffset now, DateTimeOffset? before)
    {
        if (before is not { } kept || kept <= now) return due;
        var tolerance = Math.Max(3, (due - now).TotalSeconds * 0.2);
        return Math.Abs((due - kept).TotalSeconds) <= tolerance ? kept : due;
    }

    private static string Lines(string title, string line, string remark) =>
        remark.Length == 0 ? $"{title}\n{line}" : $"{title}\n{line}\n-# {remark}";
}
