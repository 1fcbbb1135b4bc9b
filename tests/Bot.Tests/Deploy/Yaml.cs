using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ChatVideoBot.Bot.Tests.Deploy;

/// <summary>Reads the files with which the programs are deployed.</summary>
internal static class Yaml
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "docker");

    /// <summary>Each document, anchors followed and merged maps merged.</summary>
    public static IReadOnlyList<YamlNode> Read(string file)
    {
        var yaml = new YamlStream();
        using var text = new StringReader(File.ReadAllText(file));
        yaml.Load(new MergingParser(new Parser(text)));
        return [.. yaml.Documents.Select(document => document.RootNode)];
    }

    /// <summary>Null where there is none.</summary>
    public static YamlNode? At(this YamlNode node, params string[] path) =>
        path.Aggregate((YamlNode?)node, (at, name) => at is YamlMappingNode map && map.Children.TryGetValue(name, out var inner) ? inner : null);

    public static string Text(this YamlNode node, params string[] path) => (node.At(path) as YamlScalarNode)?.Value ?? "";

    public static IEnumerable<(string Name, YamlNode Value)> Entries(this YamlNode? node) =>
        node is YamlMappingNode map ? map.Select(one => (((YamlScalarNode)one.Key).Value!, one.Value)) : [];

    public static IEnumerable<YamlNode> Items(this YamlNode? node) => node as YamlSequenceNode ?? Enumerable.Empty<YamlNode>();

    public static IEnumerable<string> Texts(this YamlNode? node) => node.Items().OfType<YamlScalarNode>().Select(one => one.Value ?? "");
}
