namespace ChatVideoBot.Tests.Chaos;

/// <summary>Which leases were seen on which job, by fencing token, in the server's milliseconds.</summary>
public sealed class Leases
{
    private readonly Dictionary<(string Job, long Token), (long From, long Until)> _seen = [];

    /// <summary>At this time the job's lease with this token was in force until then.</summary>
    public void See(string job, long token, long at, long until)
    {
        lock (_seen)
        {
            var (from, end) = _seen.GetValueOrDefault((job, token), (at, until));
            _seen[(job, token)] = (Math.Min(from, at), Math.Max(end, until));
        }
    }

    public int Count { get { lock (_seen) return _seen.Count; } }

    /// <summary>Jobs on which a later token was in force while an earlier lease still ran.</summary>
    public IReadOnlyList<string> Overlaps()
    {
        lock (_seen)
        {
            return [.. _seen.GroupBy(lease => lease.Key.Job).SelectMany(job =>
            {
                var leases = job.OrderBy(lease => lease.Key.Token).ToArray();
                return leases.Zip(leases.Skip(1)).Where(pair => pair.First.Value.Until > pair.Second.Value.From)
                    .Select(pair => $"{job.Key}: token {pair.First.Key.Token} ran until {pair.First.Value.Until}, token {pair.Second.Key.Token} from {pair.Second.Value.From}");
            })];
        }
    }
}
