using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Progress;

/// <summary>A progress message, in words.</summary>
/// <param name="Left">The estimate, as the card says it; null when it says none.</param>
public sealed record Card(string Content, bool CanCancel, About? Left)
{
    private const int LongestTitle = 300, LongestReason = 1000;

    /// <summary>The card of a job that waits or runs.</summary>
    /// <param name="standstill">Why it cannot be made now; null when it is a matter of time.</param>
    /// <param name="shown">What the user sees now; its estimate is kept while it is still about right, so that the card does not flicker.</param>
    public static Card Of(Job job, string remark, string? standstill, Card? shown)
    {
        var left = job.Eta is { } eta && standstill is null ? About.Of(eta.Low, eta.High, shown?.Left) : (About?)null;
        var line = job switch
        {
            { CancelWanted: true } => "🛑 Stopping …",
            { State: JobState.Claimed or JobState.Running } =>
                $"{Sentences.Bar(job.Progress)} {Math.Floor(job.Progress * 100):0} %{Doing(job.Stage)}{Try(job.Attempt)}"
                + (left is { } rest ? $" · {rest} left" : ""),
            { State: JobState.Held } => "✋ A moderator is looking at it.",
            _ when standstill is not null => $"⏳ {Place(job)}{Again(job)}. {standstill}",
            { LiveWorkers: 0 } => $"⏳ {Place(job)}{Again(job)}. No worker is running right now; the clip is made as soon as one is back.",
            _ => $"⏳ {Place(job)}{Again(job)}" + (left is { } wait ? $" · ready in {wait}" : ""),
        };
        return new(Lines(Title(job.Clip.Prompt), line, remark), !job.CancelWanted, left);
    }

    /// <summary>The card of a job that is in line, while nobody can say where.</summary>
    public static Card Accepted(string prompt, string remark) =>
        new(Lines(Title(prompt), "⏳ In line. The queue does not answer right now; the place is shown here soon.", remark), true, null);

    /// <summary>The card of a job that ended without a clip.</summary>
    public static Card Ended(Job job) => new(Lines(Title(job.Clip.Prompt), job.State switch
    {
        JobState.Cancelled when job.Notes.TryGetValue("cancelledBy", out var by) && by != job.User => "🚫 Cancelled by a moderator.",
        JobState.Cancelled => "🚫 Cancelled.",
        JobState.Expired => "⌛ No worker could make this in time; ask for it again.",
        JobState.Failed when job.Failure is { } failure => $"⚠️ {Cut(failure.Reason)}",
        _ => "⚠️ This did not work; ask for it again.",
    }, ""), false, null);

    /// <summary>What stands above: the prompt, as it was typed.</summary>
    public static string Title(string prompt) => $"**{Markdown.Plain(prompt, LongestTitle)}**";

    /// <summary>Where it stands in line. "About": in a fair line, who asked for less may still come before who asked for more.</summary>
    public static string Place(Job job) => (job.Position switch
    {
        <= 0 => "In line",
        1 => "Next in line",
        var place => $"About #{Sentences.Number(place)} in line",
    }) + job switch
    {
        { IsPromoted: true } => ", moved up by a moderator",
        { Band: Band.Urgent } => ", urgent",
        { Band: Band.Boosted } => ", boosted",
        { Band: Band.Relaxed } => ", relaxed",
        _ => "",
    };

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

    private static string Try(int attempt) => attempt > 1 ? $" · try {Sentences.Number(attempt)}" : "";

    /// <summary>Why it waits although it was at work already.</summary>
    private static string Again(Job job) => job switch
    {
        { Crashes: > 0 } => ", made anew because its worker broke off",
        { Failures: > 0 } => ", made anew because the last try failed",
        { Attempt: > 0 } => ", made anew because its worker had to stop",
        _ => "",
    };

    private static string Lines(string title, string line, string remark) =>
        remark.Length == 0 ? $"{title}\n{line}" : $"{title}\n{line}\n-# {remark}";
}
