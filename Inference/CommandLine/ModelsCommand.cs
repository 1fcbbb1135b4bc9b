using System.Globalization;
using ChatVideoBot.Inference.Folders;

namespace ChatVideoBot.Inference.CommandLine;

/// <summary><c>models list | check FOLDER</c>: says what a model folder can do, or why it cannot.</summary>
internal static class ModelsCommand
{
    public const string Usage = "models list | check FOLDER";

    public static void Run(IEnumerable<string> line)
    {
        var arguments = Arguments.Read(line);
        switch (arguments.Words)
        {
            case ["list"]:
                List();
                break;
            case ["check", var folder]:
                Check(folder);
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
                Console.WriteLine(Describe(ModelFolder.Read(folder)));
            }
            catch (ModelException e)
            {
                Console.WriteLine($"{Path.GetFileName(folder)}: cannot work: {e.Message}");
            }
        }
    }

    private static void Check(string folder)
    {
        using var model = LoadedModel.Load(ModelsFolder.Resolve(folder), new InferenceOptions());
        Console.WriteLine(Describe(model.Folder));
        foreach (var graph in model.Graphs)
        {
            var inputs = string.Join(", ", graph.Inputs.Select(t => $"{t.Name} {t.Type}[{Dimensions(t.Dimensions)}]"));
            var outputs = string.Join(", ", graph.Outputs.Select(t => $"{t.Name} {t.Type}[{Dimensions(t.Dimensions)}]"));
            Console.WriteLine($"  {graph.Name}: {inputs} -> {outputs}");
        }
    }

    private static string Describe(ModelFolder model) => string.Create(CultureInfo.InvariantCulture,
        $"{model.Name}: {(model.TakesPictures ? "text and image to video" : "text to video")}, about {model.Family.Pixels} pixels a frame, "
        + $"multiples of {model.Geometry.PixelStep}, {model.Family.FramesPerSecond} frames a second, {model.Geometry.FramesPerLatent}k+1 frames, "
        + $"at most {model.Family.MaxSeconds} s, {model.Family.Steps} steps, guidance {model.Family.Guidance}");

    private static string Dimensions(int[] dimensions) => string.Join(',', dimensions.Select(d => d < 0 ? "?" : d.ToString(CultureInfo.InvariantCulture)));
}
