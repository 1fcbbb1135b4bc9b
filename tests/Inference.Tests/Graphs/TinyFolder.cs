using ChatVideoBot.Inference.Graphs;

namespace ChatVideoBot.Inference.Tests.Graphs;

/// <summary>A folder of one test's own, of small graphs or of links to a model's files.</summary>
internal sealed class TinyFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("chatvideobot-test-").FullName;

    /// <summary>Links every file of a model but its golden cases; a file written over a link takes its place alone.</summary>
    public static TinyFolder LinkedTo(string model)
    {
        var folder = new TinyFolder();
        foreach (var file in Directory.EnumerateFiles(model, "*", SearchOption.AllDirectories).Where(f => !f.Contains("/golden/", StringComparison.Ordinal)))
        {
            var to = folder.Of(System.IO.Path.GetRelativePath(model, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(to)!);
            File.CreateSymbolicLink(to, file);
        }

        return folder;
    }

    public string Of(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a graph in a file's place.</summary>
    public OnnxFile Write(string name, TinyGraph graph)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Of(name))!);
        File.Delete(Of(name));
        graph.Write(Of(name));
        return OnnxFile.Read(Path, name);
    }

    /// <summary>Links a file in another's place.</summary>
    public void Link(string name, string target)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Of(name))!);
        File.Delete(Of(name));
        File.CreateSymbolicLink(Of(name), target);
    }

    /// <summary>Copies a text and changes it.</summary>
    public void Change(string name, string what, string by)
    {
        var text = File.ReadAllText(Of(name));
        Assert.Contains(what, text, StringComparison.Ordinal);
        File.Delete(Of(name));
        File.WriteAllText(Of(name), text.Replace(what, by, StringComparison.Ordinal));
    }

    public ComponentStore Store(params string[] names) => Store(long.MaxValue, names);

    public ComponentStore Store(long weightBytes, params string[] names) =>
        new(Path, names.ToDictionary(n => n, n => OnnxFile.Read(Path, n)), new InferenceOptions { Threads = 1 }, weightBytes, _ => 1);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
