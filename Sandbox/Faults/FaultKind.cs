using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Rest;

namespace ChatVideoBot.Sandbox.Faults;

/// <summary>One field of a fault that is an object, for a form at the page.</summary>
/// <param name="Type">boolean, integer, number, string or snowflake.</param>
internal sealed record FaultField(string Name, string Type, string Sentence, double? Min = null, double? Max = null, params string[] Choices)
{
    public bool IsRequired { get; init; }

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["name"] = Name, ["type"] = Type, ["sentence"] = Sentence };
        if (IsRequired)
            json["required"] = true;
        if (Min is { } min)
            json["min"] = min;
        if (Max is { } max)
            json["max"] = max;
        if (Choices.Length > 0)
            json["choices"] = new JsonArray([.. Choices.Select(c => (JsonNode)c)]);
        return json;
    }
}

/// <summary>One fault: how it is called, what it takes, what it does.</summary>
/// <param name="Group">gateway, events, rest or place: where it happens.</param>
/// <param name="Type">boolean, integer, number or object.</param>
/// <param name="Read">Checks the value and returns what to do; null when it says to do nothing or is wrong.</param>
internal sealed record FaultKind(string Name, string Group, string Type, string Sentence, Func<FaultRequest, Action?> Read)
{
    public double? Min { get; init; }
    public double? Max { get; init; }

    /// <summary>Whether <c>bot</c> and <c>shard</c> aim it.</summary>
    public bool Aimed { get; init; }
    public FaultField[] Fields { get; init; } = [];

    public JsonObject ToJson()
    {
        var json = new FaultField(Name, Type, Sentence, Min, Max).ToJson();
        (json["group"], json["aimed"]) = (Group, Aimed);
        if (Fields.Length > 0)
            json["fields"] = new JsonArray([.. Fields.Select(f => f.ToJson())]);
        return json;
    }
}

/// <summary>A fault as it was asked for: the whole body, the fault's name in it, and what the body aims at.</summary>
internal sealed record FaultRequest(Form Body, string Name, Aim Aim, int? Times)
{
    public bool? Bool() => Body.Bool(Name);
    public Form? Object() => Body.Object(Name);
    public int? Integer(long min, long max) => (int?)Body.Integer(Name, min, max);
}
