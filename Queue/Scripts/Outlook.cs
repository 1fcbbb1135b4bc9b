using System.Globalization;

namespace ChatVideoBot.Queue.Scripts;

/// <summary>What is known of a lane when an estimate is asked for.</summary>
/// <param name="LiveWorkers">All that serve the lane; <paramref name="Crew"/> may hold fewer of a very large crowd.</param>
internal sealed record Outlook(int LiveWorkers, IReadOnlyList<CrewMember> Crew, EtaError Error)
{
    private const int WalkedThrough = 4096;

    /// <summary>Reads what outlook() of _place.lua returns, and the "eta" hash.</summary>
    public static Outlook Read(object? reply, object? errors) => reply is object?[] and [long live, object?[] crew]
        ? new Outlook((int)live, [.. crew.Chunk(4).Select(ReadMember)], EtaError.Read(errors))
        : new Outlook(0, [], EtaError.None);

    /// <summary>
    /// The time until a waiting job is made: workers take the jobs before it as they come free, each at its own speed, and then this one.
    /// </summary>
    /// <param name="before">How many jobs are served first.</param>
    /// <param name="work">What those take in all on a worker of speed 1.</param>
    /// <param name="own">What this job takes on a worker of speed 1; null when nothing like it was measured.</param>
    /// <returns>Null when nothing was measured or no worker lives.</returns>
    public Eta? UntilMade(int before, TimeSpan work, TimeSpan? own)
    {
        if (own is not { } took || Crew.Count == 0)
            return null;
        var scale = (double)LiveWorkers / Crew.Count;
        var (jobs, each) = ((int)Math.Round(before / scale), before == 0 ? 0 : work.TotalSeconds / before);
        var free = new PriorityQueue<CrewMember, double>(Crew.Select(member => (member, member.UntilFree().TotalSeconds)));
        if (jobs > WalkedThrough) // so many that only the crowd's pace counts
        {
            var pace = Crew.Sum(member => 1 / member.Speed);
            var start = (Crew.Sum(member => member.UntilFree().TotalSeconds / member.Speed) + jobs * each) / pace;
            return Error.Around(TimeSpan.FromSeconds(Math.Min(start, 1e8)) + took * (Crew.Count / pace));
        }
        for (var i = 0; i < jobs; i++)
        {
            free.TryPeek(out var member, out var at);
            free.DequeueEnqueue(member, at + each * member.Speed);
        }
        free.TryPeek(out var last, out var begins);
        return Error.Around(TimeSpan.FromSeconds(begins) + took * last.Speed);
    }

    /// <summary>The time until a job at a worker is made.</summary>
    public Eta? UntilMade(TimeSpan ran, double progress, TimeSpan? took) =>
        progress >= 0.1 || took is not null ? Error.Around(CrewMember.Left(ran, progress, took ?? TimeSpan.Zero)) : null;

    private static CrewMember ReadMember(object?[] four) => four is [string speed, long ran, string progress, long cost]
        ? new(Math.Clamp(Real(speed), 0.05, 20), ran < 0 ? null : TimeSpan.FromMilliseconds(ran), Math.Clamp(Real(progress), 0, 1), TimeSpan.FromMilliseconds(cost))
        : new(1, null, 0, TimeSpan.Zero);

    private static double Real(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : 0;
}

/// <summary>A living worker and its job.</summary>
/// <param name="Speed">Its time for a clip by the mean of all: 2 takes twice as long.</param>
/// <param name="Ran">How long its job has been there; null when it has none.</param>
/// <param name="Progress">0 to 1.</param>
/// <param name="Predicted">What its job takes on a worker of speed 1.</param>
internal readonly record struct CrewMember(double Speed, TimeSpan? Ran, double Progress, TimeSpan Predicted)
{
    public TimeSpan UntilFree() => Ran is { } ran ? Left(ran, Progress, Predicted * Speed) : TimeSpan.Zero;

    /// <summary>By what was predicted at first, and more and more by its own pace.</summary>
    public static TimeSpan Left(TimeSpan ran, double progress, TimeSpan predicted)
    {
        var rest = predicted > ran ? predicted - ran : predicted * 0.1; // it takes longer than was thought: soon, but nobody knows
        if (progress < 0.1)
            return rest;
        var paced = ran * ((1 - progress) / progress);
        return predicted <= TimeSpan.Zero ? paced : paced * progress + rest * (1 - progress);
    }
}
