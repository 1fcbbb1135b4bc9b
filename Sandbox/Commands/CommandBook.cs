using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Commands;

/// <summary>A registered command.</summary>
/// <param name="Guild">Where alone it is; null for a global one.</param>
internal sealed record Command(ulong Id, ulong Application, ulong? Guild, int Type, string Name, JsonObject Body)
{
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["id"] = Id.ToString(),
            ["application_id"] = Application.ToString(),
            ["version"] = Body["version"]?.DeepClone(),
        };
        if (Guild is { } guild)
            json["guild_id"] = guild.ToString();
        foreach (var (name, value) in Body)
            json[name] = value?.DeepClone();
        return json;
    }
}

/// <summary>The commands of one application, in the order of their registration.</summary>
internal sealed class CommandBook
{
    /// <summary>The most new commands that a day allows in one scope.</summary>
    public const int CreatesPerDay = 200;

    private readonly List<Command> _all = [];
    private readonly Dictionary<ulong, List<DateTimeOffset>> _creates = []; // 0 is the global scope

    public IReadOnlyList<Command> All => _all;

    public IEnumerable<Command> Of(ulong? guild) => _all.Where(c => c.Guild == guild);

    public Command? Find(ulong id) => _all.Find(c => c.Id == id);

    public Command? Find(ulong? guild, int type, string name) => _all.Find(c => c.Guild == guild && c.Type == type && c.Name == name);

    public void Put(Command command)
    {
        var at = _all.FindIndex(c => c.Id == command.Id);
        if (at >= 0)
            _all[at] = command;
        else
            _all.Add(command);
    }

    public void Remove(Command command) => _all.RemoveAll(c => c.Id == command.Id);

    public void RemoveOf(ulong guild) => _all.RemoveAll(c => c.Guild == guild);

    /// <summary>Counts new names; false, and none is counted, when the day has not so many left.</summary>
    public bool CountCreates(ulong? guild, int names, DateTimeOffset now)
    {
        if (!_creates.TryGetValue(guild ?? 0, out var creates))
            _creates[guild ?? 0] = creates = [];
        creates.RemoveAll(c => now - c >= TimeSpan.FromDays(1));
        if (creates.Count + names > CreatesPerDay)
            return false;
        creates.AddRange(Enumerable.Repeat(now, names));
        return true;
    }
}
