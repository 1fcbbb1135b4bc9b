using System.Reflection;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Configuration;

namespace ChatVideoBot.Bot.Doctor;

/// <summary>One setting by its whole name, such as Bot:LongestSeconds.</summary>
/// <param name="Owner">The class that declares it, with its default.</param>
public sealed record Setting(string Key, PropertyInfo Property, object Owner)
{
    public object? Default => Property.GetValue(Owner);
}

/// <summary>Which settings there are, so that a misspelt one is found and the list in docs/owner.md is whole.</summary>
public static class SettingsBook
{
    /// <summary>The bot's own sections; a worker has more.</summary>
    public static IReadOnlyList<(string Section, Type Options)> Sections { get; } =
        [("Bot", typeof(BotOptions)), ("Discord", typeof(DiscordOptions)), ("Queue", typeof(QueueOptions)), ("Redis", typeof(RedisOptions))];

    public static IEnumerable<Setting> Of(string section, Type options) => Of(section, Activator.CreateInstance(options)!);

    /// <summary>A sentence for each name in the settings that means nothing.</summary>
    public static IEnumerable<string> Unknown(IConfiguration settings)
    {
        foreach (var (section, options) in Sections)
        {
            var known = Of(section, options).Select(one => one.Key).ToList();
            foreach (var name in Leaves(settings.GetSection(section)).Where(name => !known.Any(key => Is(name, key))))
                yield return $"There is no setting {name}, so it does nothing: the nearest is {Nearest.Of(name, known)}. docs/owner.md lists them all.";
        }
    }

    private static IEnumerable<Setting> Of(string section, object options) => options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.SetMethod is { IsPublic: true })
        .SelectMany(property => IsSection(property.PropertyType) ? Of($"{section}:{property.Name}", property.GetValue(options)!) : [new Setting($"{section}:{property.Name}", property, options)]);

    private static bool IsSection(Type type) => type is { IsClass: true, Namespace: { } space } && space.StartsWith("ChatVideoBot.", StringComparison.Ordinal) && !type.IsArray;

    private static IEnumerable<string> Leaves(IConfigurationSection section) =>
        section.GetChildren().SelectMany(child => child.GetChildren().Any() ? Leaves(child) : [child.Path]);

    /// <summary>Lists have their elements' numbers behind their name.</summary>
    private static bool Is(string name, string key) => name.Equals(key, StringComparison.OrdinalIgnoreCase) || name.StartsWith(key + ":", StringComparison.OrdinalIgnoreCase)
        || name.Equals(key + "_FILE", StringComparison.OrdinalIgnoreCase); // it stands in a file
}
