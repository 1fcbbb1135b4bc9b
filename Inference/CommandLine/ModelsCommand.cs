using ChatVideoBot.Inference.Folders;

namespace ChatVideoBot.Inference.CommandLine;

/// <summary><c>models list | check FOLDER</c>: says what a model folder can do, or why it cannot.</summary>
internal static class ModelsCommand
{
    public const string Usage = "models list | check FOLDER";

    public static void Run(IEnumerable<string> line, CancellationToken cancel)
    {
        var arguments = Arguments.Read(line);
        switch (arguments.Words)
        {
            case ["list"]:
                List();
                break;
            case ["check", var folder]:
                Check(folder, cancel);
                break;
            default:
                throw new UsageException($"models needs something else: {Usage}.");
        }
    }

    private static void List()
    {
        var models = ModelsFolder.Find()
            ?? throw new ModelException("No folder \"models\" with a model in it is here or above; go to the folder that holds it.");
        foreach (var folder in ModelsFolder.List(models))
        {
            try
            {
                Console.WriteLine(FolderCheck.Describe(ModelFolder.Read(folder)));
            }
            catch (ModelException e)
            {
                Console.WriteLine($"{Path.GetFileName(folder)}: cannot work: {e.Message}");
            }
        }
    }

    private static void Check(string folder, CancellationToken cancel)
    {
        var model = FolderCheck.Run(ModelsFolder.Resolve(folder), new InferenceOptions(), cancel);
        Console.WriteLine(FolderCheck.Describe(model));
        foreach (var line in FolderCheck.Bindings(model))
            Console.WriteLine("  " + line);
    }
}
