using ChatVideoBot.Inference.Folders;

namespace ChatVideoBot.Inference.CommandLine;

/// <summary><c>models list | check FOLDER | add FOLDER</c>: says what a model folder can do, or why it cannot; puts one where it is found by its name.</summary>
internal static class ModelsCommand
{
    public const string Usage = "models list | check FOLDER | add FOLDER [--link] [--name NAME]";

    public static void Run(IEnumerable<string> line, CancellationToken cancel)
    {
        var arguments = Arguments.Read(line, ["--name"], ["--link"]);
        if (arguments.Words is not ["add", ..] && (arguments.Text("--name") ?? arguments.Text("--link")) is not null)
            throw new UsageException($"{(arguments.Flag("--link") ? "--link" : "--name")} goes with models add: {Usage}.");
        switch (arguments.Words)
        {
            case ["list"]:
                List();
                break;
            case ["check", var folder] when folder.Length > 0:
                Tell(FolderCheck.Run(ModelsFolder.Resolve(folder), new InferenceOptions(), cancel));
                break;
            case ["add", var folder] when folder.Length > 0:
                Tell(Add(folder, arguments, cancel));
                break;
            default:
                throw new UsageException($"models needs something else: {Usage}.");
        }
    }

    private static ModelFolder Add(string folder, Arguments arguments, CancellationToken cancel)
    {
        var models = ModelsFolder.FindForAdding()
            ?? throw new ModelException("No folder \"models\" is here or above to add to; make one, or go to the folder that holds it.");
        return FolderAdding.Add(folder, models, arguments.Text("--name"), arguments.Flag("--link"), new InferenceOptions(), Console.Error.WriteLine, cancel);
    }

    private static void List()
    {
        var models = ModelsFolder.FindForListing()
            ?? throw new ModelException("No folder \"models\" with a model in it is here or above; go to the folder that holds it.");
        foreach (var folder in ModelsFolder.Entries(models))
            Console.WriteLine(Line(folder));
    }

    /// <summary>One line for each entry of <c>models</c>: what it can do, or why it cannot.</summary>
    internal static string Line(string folder)
    {
        var target = new FileInfo(folder).LinkTarget;
        var name = Sentence.Of(Path.GetFileName(folder));
        try
        {
            if (!Directory.Exists(folder))
                return Sentence.Of($"{name}: cannot work: it is a link to {target}, which is not there; put that back, or remove {folder}.");
            return FolderCheck.Describe(ModelFolder.Read(folder)) + (target is null ? "" : Sentence.Of($", linked from {target}"));
        }
        catch (ModelException e)
        {
            return $"{name}: cannot work: {e.Message}";
        }
    }

    private static void Tell(ModelFolder model)
    {
        Console.WriteLine(FolderCheck.Describe(model));
        foreach (var line in FolderCheck.Bindings(model))
            Console.WriteLine("  " + line);
    }
}
