using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>Reads permission overwrites (docs: resources/channel, "Overwrite Object").</summary>
internal static class OverwriteForm
{
    private const int Most = 100;

    /// <summary>All of a channel; null when none are named.</summary>
    public static IReadOnlyList<Overwrite>? ReadAll(Form form) => !form.Has("permission_overwrites") ? null
        : [.. form.Objects("permission_overwrites", 0, Most).Select(one => Read(one, one.Snowflake("id", required: true) ?? 0)).DistinctBy(o => o.Id)];

    public static Overwrite Read(Form form, ulong id)
    {
        var type = form.Integer("type", int.MinValue, int.MaxValue);
        if (type is not (null or 0 or 1))
            form.Wrong("type", "BASE_TYPE_CHOICES", "Value must be one of (0, 1).");
        return new Overwrite(id, type == 1, Bits(form, "allow"), Bits(form, "deny"));
    }

    private static Permission Bits(Form form, string name)
    {
        if (form.Json[name] is not { } node)
            return Permission.None;
        if (!Snowflakes.TryParse(node.ToString(), out var bits))
            form.Wrong(name, "NUMBER_TYPE_COERCE", $"Value \"{node}\" is not int.");
        return (Permission)bits & Permission.All;
    }
}
