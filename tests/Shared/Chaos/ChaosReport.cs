using System.Globalization;

namespace ChatVideoBot.Tests.Chaos;

/// <summary>What became of a chaos run.</summary>
/// <param name="Ended">Jobs by end: done, failed, cancelled, expired, or open.</param>
/// <param name="Killed">Kills by process.</param>
/// <param name="Faults">Faults of Discord by kind.</param>
/// <param name="Asked">Interactions that people sent; those that no bot took are no jobs.</param>
/// <param name="Claims">Times a worker got a job.</param>
/// <param name="TakenOver">Times a job came back from a dead worker.</param>
/// <param name="LeasesSeen">Leases whose time was seen from the outside.</param>
/// <param name="CardsLeft">Cards that still offer to cancel a job that has ended.</param>
/// <param name="Complaints">What is wrong; empty when every promise held.</param>
public sealed record ChaosReport(
    int Seed, int Jobs, IReadOnlyDictionary<string, int> Ended, IReadOnlyDictionary<string, int> Killed, IReadOnlyDictionary<string, int> Faults,
    int Asked, int Claims, int TakenOver, int LeasesSeen, int CardsLeft, int Doubled, int Lost, TimeSpan Took, IReadOnlyList<string> Complaints)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        chaos      seed {Seed}, {Jobs} jobs in {Took.TotalSeconds:0} s
          ended    {Counts(Ended)}
          killed   {Counts(Killed)}
          faults   {Counts(Faults)}
          asked    {Asked} times for {Jobs} jobs
          leases   {Claims}, {TakenOver} of them after a worker's death; {LeasesSeen} watched
          cards    {CardsLeft} left behind
          doubled  {Doubled}
          lost     {Lost}
          wrong    {Complaints.Count}{string.Concat(Complaints.Select(complaint => "\n    " + complaint))}
        """);

    private static string Counts(IReadOnlyDictionary<string, int> counts) =>
        counts.Count == 0 ? "none" : string.Join(", ", counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Key} {count.Value}"));
}
