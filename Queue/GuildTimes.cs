namespace ChatVideoBot.Queue;

/// <summary>
/// Adds time up by guild, with few names: so many guilds have a name of their own, the others share "other". A guild that comes to take more
/// takes the name's place of the one that takes least. What was counted once is never taken back, so that each sum only grows.
/// </summary>
internal sealed class GuildTimes(int most)
{
    private const int MostKnown = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, double> _all = []; // who takes how much
    private readonly Dictionary<string, double> _named = []; // since they have a name
    private readonly Dictionary<string, double> _left = []; // what was counted for those that had one before
    private double _other;

    public void Add(string guild, double seconds)
    {
        lock (_lock)
        {
            if (_all.Count >= MostKnown && !_all.ContainsKey(guild))
            {
                _other += seconds;
                return;
            }
            var sum = _all[guild] = _all.GetValueOrDefault(guild) + seconds;
            if (!_named.ContainsKey(guild) && MayHaveName(sum))
                _named[guild] = _left.Remove(guild, out var before) ? before : 0;
            if (_named.ContainsKey(guild)) _named[guild] += seconds;
            else _other += seconds;
        }
    }

    public IReadOnlyList<(string Name, double Seconds)> Read()
    {
        lock (_lock)
            return [.. _named.Select(guild => (guild.Key, guild.Value)), .. _other > 0 ? [("other", _other)] : Array.Empty<(string, double)>()];
    }

    private bool MayHaveName(double sum)
    {
        if (_named.Count < most)
            return true;
        var least = _named.Keys.MinBy(name => _all[name])!;
        if (_all[least] * 1.5 >= sum) // not to and fro
            return false;
        _named.Remove(least, out var counted);
        _left[least] = counted;
        return true;
    }
}
