namespace ChatVideoBot.Queue.Backups;

/// <summary>What a queue's gate says, and what that means for whoever comes with a copy: see _gate.lua.</summary>
internal static class GateText
{
    public static string Restoring(string id) => $"restoring {id}";

    public static string Filled(string id) => $"filled {id}";

    public static string Moved(string id, string where) => $"moved {id} {where}";

    /// <summary>The words of a gate: what, whose, where.</summary>
    public static (string What, string Id, string Where) Read(string gate) => gate.Split(' ', 3) switch
    {
        [var what, var id, var where] => (what, id, where),
        [var what, var id] => (what, id, ""),
        _ => (gate, "", ""),
    };

    /// <summary>The sentence with which somebody is sent away.</summary>
    public static string Refusal(string gate) => Read(gate) switch
    {
        ("copying", _, _) => "Somebody else is copying the queue now: wait until that is over.",
        ("moved", _, var where) => $"The queue has moved to {where}.",
        ("restoring" or "filled", var id, _) => $"A copy ({id}) was being put back into this queue and that broke off: finish it with the same command, or begin another with --replace.",
        _ => $"The queue's gate says something unknown ({gate}): a newer version of the program is at work.",
    };
}
