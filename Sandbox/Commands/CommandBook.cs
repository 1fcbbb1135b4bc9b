using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Commands;

/// <summary>A registered command, global or of the guild.</summary>
internal sealed record Command(ulong Id, bool OfGuild, int Type, string Name, JsonObject Body)
{
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["id"] = Id.ToString(),
            ["application_id"] = WellKnown.Application.ToString(),
            ["version"] = Body["version"]?.DeepClone(),
        };
        if (OfGuild)
            json["guild_id"] = WellKnown.Guild.ToString();
        foreach (var (name, value) in Body)
            json[name] = value?.DeepClone();
        return json;
    }
}

/// <summary>The commands of the application, in the order of their registration.</summary>
internal sealed class CommandBook
{
    /// <summary>The most new commands that a day allows in one scope.</summary>
    public const int CreatesPerDay = 200;

    private readonly List<Command> _all = [];
    private readonly Dictionary<bool, List<DateTimeOffset>> _creates = new() { [false] = [], [true] = [] };

    public IReadOnlyList<Command> All => _all;

    public IEnumerable<Command> Of(bool guild) => _all.Where(c => c.OfGuild == guild);

    public Command? Find(ulong id) => _all.Find(c => c.Id == id);

    public Command? Find(bool guild, int type, string name) => _all.Find(c => c.OfGuild == guild && c.Type == type && c.Name == name);

    public void Put(Command command)
    {
        var at = _all.FindIndex(c => c.Id == command.Id);
        if (at >= 0)
            _all[at] = command;
        else
            _all.Add(command);
    }

    public void Remove(Command command) => _all.RemoveAll(c => c.Id == command.Id);

    /// <summary>Counts a new name; false when the day's are used up.</summary>
    public bool CountCreate(bool guild, DateTimeOffset now)
    {
        var creates = _creates[guild];
        creates.RemoveAll(c => now - c >= TimeSpan.FromDays(1));
        if (creates.Count >= CreatesPerDay)
            return false;
        creates.Add(now);
        return true;
    }
}
