using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Delivery;

/// <summary>How a job ended that gave no clip, in the words of who asked: which stage said no, why, and what to do.</summary>
internal static class EndWords
{
    private const int LongestReason = 1000;

    /// <summary>The last card.</summary>
    public static Card Card(Job job, Tongue tongue) => new($"{Progress.Card.Title(Archive.ClipRecord.WordsOf(job.Clip), tongue)}\n{Of(job, tongue)}", false, null);

    /// <summary>Without the title: what stands under it.</summary>
    public static string Of(Job job, Tongue tongue) => job.State switch
    {
        JobState.Cancelled when job.Notes.TryGetValue("cancelledBy", out var by) && by != job.User => tongue.Say("end.cancelled.moderator"),
        JobState.Cancelled => tongue.Say("end.cancelled"),
        JobState.Expired => tongue.Say("end.expired"),
        JobState.Failed when job.Failure is { } failure => OfFailure(failure, tongue),
        _ => tongue.Say("end.unknown"),
    };

    private static string OfFailure(JobFailure failure, Tongue tongue)
    {
        var stage = failure.Stage.ToString().ToLowerInvariant();
        var reason = Cut(failure.Reason.Trim());
        var what = reason.Length > 0 ? tongue.Say($"end.failed.{stage}", ("reason", reason)) : tongue.Say($"end.failed.{stage}.bare");
        return tongue.Find($"end.todo.{stage}") is { } todo ? $"{what}\n-# {todo}" : what;
    }

    /// <summary>A worker's sentence, which Discord must take whatever it holds.</summary>
    private static string Cut(string reason) => reason.Length <= LongestReason ? reason : reason[..LongestReason] + "…";
}
