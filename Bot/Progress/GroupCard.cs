using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Progress;

/// <summary>The one card of an order of several clips: a line for each, ten at most.</summary>
internal static class GroupCard
{
    private const int MostLines = 10, LongestWords = 80, LongestReason = 200, LongestContent = 2000; // Discord docs, resources/message.mdx, "Create Message"

    /// <param name="members">In the order in which they were asked for.</param>
    /// <param name="ended">What became of those that have ended: empty for a clip that was posted, else the sentence why there is none.</param>
    /// <param name="shown">What the user sees now.</param>
    public static Card Of(IReadOnlyList<Job> members, IReadOnlyDictionary<JobId, string> ended, QueueLook look, string remark, Card? shown, Tongue tongue)
    {
        var open = members.Where(job => !ended.ContainsKey(job.Id)).ToList();
        var told = members.Where(job => job.Clip.Prompt.Length > 0).Select(job => job.Clip.Prompt).ToList(); // ended ones may have lost theirs
        var hasOneTitle = told.All(prompt => prompt == told[0]);
        var still = open.Select(job => Why(job, look, tongue)).OfType<string>().Distinct().Take(2).ToList() is [var one] ? one : null; // said once, for all
        var last = open.Where(job => job.Eta is not null && Standstill.Why(job, look, tongue) is null).OrderBy(job => job.Eta!.High).LastOrDefault();
        About? left = last is null ? null : About.Of(last.Eta!.Low, last.Eta.High, shown?.Left);
        string content;
        var most = MostLines;
        do
        {
            // Those at work and those to come first, then what failed: what was posted needs no eye.
            var listed = members.Count <= most
                ? members
                : [.. members.OrderBy(job => !ended.TryGetValue(job.Id, out var why) ? 0 : why.Length > 0 ? 1 : 2).Take(most)];
            var lines = new List<string> { tongue.Say("group.title", ("title", Card.Title(told.FirstOrDefault() ?? "", tongue)), ("count", members.Count)) };
            lines.AddRange(listed.Select(job => Line(job, hasOneTitle, ended.GetValueOrDefault(job.Id), still, look, tongue)));
            if (members.Count > listed.Count)
                lines.Add(tongue.Say("group.more", ("count", members.Count - listed.Count), ("done", members.Count - open.Count)));
            if (still is not null) lines.Add(still);
            if (left is { } time) lines.Add(tongue.Say("group.ready", ("time", time.Say(tongue))));
            if (remark.Length > 0) lines.Add($"-# {remark}");
            content = string.Join('\n', lines);
        }
        while (content.Length > LongestContent && --most > 0);
        return new(content.Length <= LongestContent ? content : content[..LongestContent], open.Any(job => !job.CancelWanted), left);
    }

    /// <param name="still">Why nothing can be made now, as it is told for all below.</param>
    private static string Line(Job job, bool hasOneTitle, string? end, string? still, QueueLook look, Tongue tongue)
    {
        var words = hasOneTitle ? tongue.Say("group.seed", ("seed", job.Clip.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture))) : Markdown.Plain(job.Clip.Prompt, LongestWords);
        var stand = end switch
        {
            null when still is not null && Why(job, look, tongue) == still && !job.CancelWanted => $"⏳ {Card.Place(job, tongue)}",
            null => Card.Stand(job, Standstill.Why(job, look, tongue), Card.IsNow(job, look), null, tongue),
            "" => "✅",
            _ => Markdown.Cut(end, LongestReason),
        };
        return end is not null && job.Clip.Prompt.Length == 0 ? $"- {stand}" : $"- {words}: {stand}";
    }

    /// <summary>Why it cannot be made now; null when it is only a matter of time, or it is at work.</summary>
    private static string? Why(Job job, QueueLook look, Tongue tongue) => Standstill.Why(job, look, tongue)
        ?? (job is { State: JobState.Waiting, LiveWorkers: 0 } ? tongue.Say("still.no-worker") : null);
}
