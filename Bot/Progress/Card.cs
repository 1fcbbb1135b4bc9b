using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Progress;

/// <summary>A progress message, in words.</summary>
/// <param name="Left">The estimate, as the card says it; null when it says none.</param>
public sealed record Card(string Content, bool CanCancel, About? Left)
{
    private const int LongestTitle = 300;

    /// <summary>The card of a job that waits or runs.</summary>
    /// <param name="standstill">Why it cannot be made now; null when it is a matter of time.</param>
    /// <param name="isNow">A worker is free for it: nobody need hear of a line.</param>
    /// <param name="shown">What the user sees now; its estimate is kept while it is still about right, so that the card does not flicker.</param>
    public static Card Of(Job job, string remark, string? standstill, bool isNow, Card? shown, Tongue tongue)
    {
        var left = Estimate(job, standstill, shown?.Left);
        return new(Lines(Title(ClipRecord.WordsOf(job.Clip), tongue), Stand(job, standstill, isNow, left, tongue), remark), !job.CancelWanted, left);
    }

    /// <summary>The card of a job that is in line, while nobody can say where.</summary>
    public static Card Accepted(string prompt, string remark, Tongue tongue) => new(Lines(Title(prompt, tongue), tongue.Say("card.accepted"), remark), true, null);

    /// <summary>What stands above: the prompt, as it was typed; a clip that is only enlarged may have none.</summary>
    public static string Title(string prompt, Tongue tongue) =>
        $"**{(string.IsNullOrWhiteSpace(prompt) ? tongue.Say("line.untitled") : Markdown.Plain(prompt, LongestTitle))}**";

    /// <summary>Whether a worker is free for it: it is next, and fewer run than there are to run them.</summary>
    public static bool IsNow(Job job, QueueLook look) =>
        job is { State: JobState.Waiting, Position: 1, LiveWorkers: > 0 } && look.Running < look.Workers.Count(worker => worker.IsAlive);

    /// <summary>When it is made, as it is told; null when that cannot be said.</summary>
    internal static About? Estimate(Job job, string? standstill, About? shown) =>
        job.Eta is { } eta && standstill is null ? About.Of(eta.Low, eta.High, shown) : null;

    /// <summary>How it stands, in a line.</summary>
    internal static string Stand(Job job, string? standstill, bool isNow, About? left, Tongue tongue) => job switch
    {
        { CancelWanted: true } => tongue.Say("card.stopping"),
        { State: JobState.Claimed or JobState.Running } => string.Join(" · ", ((string[])
        [
            tongue.Say("card.percent", ("bar", Sentences.Bar(job.Progress)), ("percent", Math.Floor(job.Progress * 100))),
            Doing(job.Stage, tongue),
            job.Attempt > 1 ? tongue.Say("card.try", ("try", job.Attempt)) : "",
            left is { } rest ? tongue.Say("card.left", ("time", rest.Say(tongue))) : "",
        ]).Where(part => part.Length > 0)),
        { State: JobState.Held } => tongue.Say("card.held"),
        { HeldUntil: { } until } => tongue.Say("card.made", ("when", Sentences.Relative(until))),
        { State: JobState.Delivering } => tongue.Say("card.delivering"),
        _ when standstill is not null => $"⏳ {Place(job, tongue)}{Again(job, tongue)}. {standstill}",
        { LiveWorkers: 0 } => $"⏳ {Place(job, tongue)}{Again(job, tongue)}. {tongue.Say("still.no-worker")}",
        _ => (isNow ? tongue.Say("card.starting") : $"⏳ {Place(job, tongue)}{Again(job, tongue)}")
            + (left is { } wait ? " · " + tongue.Say("card.ready", ("time", wait.Say(tongue))) : ""),
    };

    /// <summary>Where it stands in line. "About": in a fair line, who asked for less may still come before who asked for more.</summary>
    internal static string Place(Job job, Tongue tongue)
    {
        var place = job.Position switch
        {
            <= 0 => tongue.Say("card.place.some"),
            1 => tongue.Say("card.place.next"),
            var number => tongue.Say("card.place.about", ("place", number)),
        };
        var why = job switch
        {
            { IsPromoted: true } => "card.place.promoted",
            { Band: Band.Urgent } => "card.place.urgent",
            { Band: Band.Boosted } => "card.place.boosted",
            { Band: Band.Relaxed } => "card.place.relaxed",
            _ => "",
        };
        return why.Length == 0 ? place : tongue.Say(why, ("place", place));
    }

    /// <summary>A worker's word for its stage, in the user's.</summary>
    private static string Doing(string stage, Tongue tongue) => stage.Length == 0 ? ""
        : tongue.Find($"card.stage.{stage.ToLowerInvariant()}") ?? Markdown.Plain(stage, 40);

    /// <summary>Why it waits although it was at work already.</summary>
    private static string Again(Job job, Tongue tongue) => job switch
    {
        { Crashes: > 0 } => ", " + tongue.Say("card.again.crash"),
        { Failures: > 0 } => ", " + tongue.Say("card.again.failure"),
        { Attempt: > 0 } => ", " + tongue.Say("card.again.stop"),
        _ => "",
    };

    private static string Lines(string title, string line, string remark) =>
        remark.Length == 0 ? $"{title}\n{line}" : $"{title}\n{line}\n-# {remark}";
}
