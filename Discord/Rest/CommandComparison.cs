using System.Text.Json;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Json;

namespace ChatVideoBot.Discord.Rest;

/// <summary>Compares commands by meaning: Discord adds ids, fills in defaults and sorts as it likes.</summary>
internal static class CommandComparison
{
    public static bool Same(IReadOnlyList<ApplicationCommand> wanted, IReadOnlyList<ApplicationCommand> registered)
    {
        if (wanted.Count != registered.Count)
            return false;
        var known = registered.ToLookup(command => (command.Type, command.Name));
        return wanted.All(command => known[(command.Type, command.Name)].FirstOrDefault() is { } other && Same(command, other));
    }

    private static bool Same(ApplicationCommand wanted, ApplicationCommand registered) =>
        (wanted.Description ?? "") == (registered.Description ?? "")
        && wanted.DefaultMemberPermissions == registered.DefaultMemberPermissions
        && (wanted.Nsfw ?? false) == (registered.Nsfw ?? false)
        && Same(wanted.NameLocalizations, registered.NameLocalizations)
        && Same(wanted.DescriptionLocalizations, registered.DescriptionLocalizations)
        && (wanted.IntegrationTypes is null || SameSet(wanted.IntegrationTypes, registered.IntegrationTypes)) // not said: Discord's default stands
        && (wanted.Contexts is null || SameSet(wanted.Contexts, registered.Contexts))
        && SameList(wanted.Options, registered.Options, Same);

    private static bool Same(ApplicationCommandOption a, ApplicationCommandOption b) =>
        a.Type == b.Type && a.Name == b.Name && a.Description == b.Description
        && (a.Required ?? false) == (b.Required ?? false)
        && (a.Autocomplete ?? false) == (b.Autocomplete ?? false)
        && a.MinValue == b.MinValue && a.MaxValue == b.MaxValue
        && (a.MinLength ?? 0) == (b.MinLength ?? 0) && a.MaxLength == b.MaxLength
        && Same(a.NameLocalizations, b.NameLocalizations)
        && Same(a.DescriptionLocalizations, b.DescriptionLocalizations)
        && SameSet(a.ChannelTypes, b.ChannelTypes)
        && SameSet(a.FileTypes, b.FileTypes)
        && SameList(a.Choices, b.Choices, Same)
        && SameList(a.Options, b.Options, Same);

    private static bool Same(ApplicationCommandOptionChoice a, ApplicationCommandOptionChoice b) =>
        a.Name == b.Name && Same(a.NameLocalizations, b.NameLocalizations) && Same(a.Value, b.Value);

    /// <summary>Discord may return 2 as 2.0.</summary>
    private static bool Same(JsonElement a, JsonElement b) => (a.ValueKind, b.ValueKind) switch
    {
        (JsonValueKind.Number, JsonValueKind.Number) => a.GetDouble().Equals(b.GetDouble()),
        (JsonValueKind.String, JsonValueKind.String) => Field.Text(a) == Field.Text(b),
        _ => a.ValueKind == b.ValueKind,
    };

    private static bool Same(IReadOnlyDictionary<string, string>? a, IReadOnlyDictionary<string, string>? b) =>
        (a?.Count ?? 0) == (b?.Count ?? 0) && (a is null || a.All(pair => b!.TryGetValue(pair.Key, out var text) && text == pair.Value));

    private static bool SameSet<T>(IReadOnlyList<T>? a, IReadOnlyList<T>? b) => (a ?? []).ToHashSet().SetEquals(b ?? []);

    private static bool SameList<T>(IReadOnlyList<T>? a, IReadOnlyList<T>? b, Func<T, T, bool> same) =>
        (a?.Count ?? 0) == (b?.Count ?? 0) && (a is null || a.Zip(b!).All(pair => same(pair.First, pair.Second)));
}
