using ChatVideoBot.Inference.CommandLine;
using ChatVideoBot.Inference.Folders;

namespace ChatVideoBot.Inference.Tests.BadInput;

/// <summary><c>models add</c>: whole or not at all.</summary>
public sealed class FolderAddingTests : IDisposable
{
    private readonly string _models = Path.Combine(Directory.CreateTempSubdirectory("chatvideobot-test-").FullName, "models");
    private readonly BrokenFolder _folder = new("wan_t2v", "unipc");

    public FolderAddingTests() => Directory.CreateDirectory(_models);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        Directory.Delete(Path.GetDirectoryName(_models)!, recursive: true);
    }

    [Fact]
    public void A_folder_that_works_is_copied_with_its_golden_cases_and_without_what_is_hidden()
    {
        _folder.Write(".git/config", "x");

        var model = Add(_folder.Path);

        Assert.Equal((Path.Combine(_models, "wan_t2v"), "wan_t2v"), (model.Folder, model.Name));
        Assert.Equal(["wan_t2v"], Directory.EnumerateFileSystemEntries(_models).Select(Path.GetFileName));
        var files = Directory.EnumerateFiles(model.Folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(model.Folder, f)).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(files, Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(_folder.Path, f)).Where(f => f[0] != '.').Order(StringComparer.Ordinal));
        Assert.Contains("golden/unipc/case.json", files);
        Assert.All(files, f => Assert.Null(new FileInfo(Path.Combine(model.Folder, f)).LinkTarget)); // the links' files, and not the links
        Assert.All(files, f => Assert.Equal(_folder.Read(f), File.ReadAllBytes(Path.Combine(model.Folder, f))));
    }

    [Fact]
    public void With_link_it_stays_where_it_is()
    {
        var model = Add(_folder.Path + "/", "wan.2", link: true);

        Assert.Equal("wan.2", model.Name);
        Assert.Equal(_folder.Path, new FileInfo(Path.Combine(_models, "wan.2")).LinkTarget);
        Assert.Equal([Path.Combine(_models, "wan.2")], ModelsFolder.List(_models));
        Plainly.Refuses(() => Add(_folder.Path, "wan.2", link: true), "\"wan.2\" is in", "already", "--name");
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("雨")]
    [InlineData("a\nb")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void A_name_that_jobs_cannot_wait_for_is_refused(string name)
    {
        Plainly.Refuses(() => Add(_folder.Path, name), "is no name that jobs can wait for", "1 to 64 of A-Z", "give another with --name");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_models));
    }

    [Fact]
    public void A_folder_whose_own_name_is_none_needs_another()
    {
        var odd = Path.Combine(Path.GetDirectoryName(_models)!, "wan 2.1\n雨");
        Directory.CreateSymbolicLink(odd, _folder.Path);

        Plainly.Refuses(() => Add(odd), "\"wan 2.1\\n雨\" is no name", "give one with --name");
        Assert.Equal("wan", Add(odd, "wan").Name);
    }

    [Theory]
    [InlineData("transformer/model.onnx")]
    [InlineData("tokenizer/tokenizer.json")]
    [InlineData("model_index.json")]
    public void A_folder_that_cannot_work_leaves_nothing(string missing)
    {
        _folder.Remove(missing);

        Plainly.Refuses(() => Add(_folder.Path), missing);
        Plainly.Refuses(() => Add(_folder.Path, link: true), missing);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_models));
    }

    [Fact]
    public void What_is_there_stays_there()
    {
        Directory.CreateDirectory(Path.Combine(_models, "wan_t2v"));
        File.CreateSymbolicLink(Path.Combine(_models, "gone"), "/nowhere");

        Plainly.Refuses(() => Add(_folder.Path), "\"wan_t2v\" is in", "already", "--name");
        Plainly.Refuses(() => Add(_folder.Path, "gone"), "\"gone\" is in", "already");
        Assert.Equal(["gone", "wan_t2v"], Directory.EnumerateFileSystemEntries(_models).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_folder_of_models_itself_is_refused()
    {
        var model = Add(_folder.Path);

        Plainly.Refuses(() => Add(model.Folder, "twice"), "lies in", "already");
        Plainly.Refuses(() => Add(_models, "all"), "lies in", "already");
        Plainly.Refuses(() => Add(Path.GetDirectoryName(_models)!, "above"), "holds", "itself");
        var around = Path.Combine(_folder.Path, "around");
        Directory.CreateSymbolicLink(around, model.Folder);
        Plainly.Refuses(() => Add(around, "again"), "lies in", "already");
    }

    [Fact]
    public void Too_little_room_is_said_with_what_is_needed()
    {
        Plainly.Refuses(() => Add(_folder.Path, free: 1024 * 1024), "needs ", " MiB, but ", "has 1 MiB free", "--link");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_models));
    }

    [Fact]
    public void A_cancelled_copy_leaves_nothing()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => FolderCopy.Make(_folder.Path, _models, "a", long.MaxValue, _ => { }, cancel.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_models));
    }

    [Fact]
    public void The_rest_of_a_killed_copy_goes_and_a_copy_that_is_being_made_stays()
    {
        var (dead, alive) = (Path.Combine(_models, ".adding-a-1"), Path.Combine(_models, ".adding-b-2"));
        Directory.CreateDirectory(Path.Combine(dead, "a"));
        File.WriteAllText(Path.Combine(dead, "lock"), "");
        Directory.CreateDirectory(alive);
        using (new FileStream(Path.Combine(alive, "lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None))
            Add(_folder.Path);

        Assert.Equal([".adding-b-2", "wan_t2v"], Directory.EnumerateFileSystemEntries(_models).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal([Path.Combine(_models, "wan_t2v")], ModelsFolder.Entries(_models));
    }

    [Fact]
    public void Links_that_lead_in_a_circle_or_nowhere_are_named()
    {
        Directory.CreateSymbolicLink(_folder.Of("loop"), _folder.Path);
        Plainly.Refuses(() => Add(_folder.Path), "has folders more than 8 deep", "goes in a circle");
        Directory.Delete(_folder.Of("loop"));
        File.CreateSymbolicLink(_folder.Of("extra.txt"), "/nowhere/at/all");
        Plainly.Refuses(() => Add(_folder.Path), "extra.txt is a link that leads nowhere", "copy the file there");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_models));
    }

    [Fact]
    public void A_large_copy_tells_how_far_it_is()
    {
        using (var large = File.Create(_folder.Of("weights.bin")))
            large.SetLength(200L << 20);
        var told = new List<string>();

        FolderCopy.Make(_folder.Path, _models, "a", long.MaxValue, told.Add, Cancel);

        Assert.InRange(told.Count, 2, 4);
        Assert.Matches(@"^\d+(\.\d)? of \d+(\.\d)? MiB copied\.$", told[0]);
    }

    [Fact]
    public void Entries_that_cannot_work_are_listed_too()
    {
        Add(_folder.Path, "linked", link: true);
        Directory.CreateSymbolicLink(Path.Combine(_models, "gone"), "/nowhere/model");
        Directory.CreateDirectory(Path.Combine(_models, "bare"));
        File.WriteAllText(Path.Combine(_models, "README.md"), "x");

        Assert.Equal(["bare", "gone", "linked"], ModelsFolder.Entries(_models).Select(Path.GetFileName));
        Assert.StartsWith("linked: Wan 2.1, text to video", ModelsCommand.Line(Path.Combine(_models, "linked")), StringComparison.Ordinal);
        Assert.EndsWith($", linked from {_folder.Path}", ModelsCommand.Line(Path.Combine(_models, "linked")), StringComparison.Ordinal);
        Assert.Equal($"gone: cannot work: it is a link to /nowhere/model, which is not there; put that back, or remove {_models}/gone.", ModelsCommand.Line(Path.Combine(_models, "gone")));
        Assert.StartsWith("bare: cannot work: ", ModelsCommand.Line(Path.Combine(_models, "bare")), StringComparison.Ordinal);
    }

    private ModelFolder Add(string folder, string? name = null, bool link = false, long? free = null) =>
        FolderAdding.Add(folder, _models, name, link, Plainly.Options, _ => { }, Cancel, free);
}
