namespace ChatVideoBot.Inference.Folders;

/// <summary>The folder <c>models</c> that holds the model folders.</summary>
public static class ModelsFolder
{
    /// <summary>The nearest <c>models</c> with a model in it, from the working directory upwards, then from the program upwards.</summary>
    /// <returns>Null when there is none.</returns>
    public static string? Find() => Upwards(Directory.GetCurrentDirectory(), HasModel) ?? Upwards(AppContext.BaseDirectory, HasModel);

    /// <summary>As <see cref="Find"/>, but models that cannot work count, too: they are to be seen.</summary>
    public static string? FindForListing() => Upwards(Directory.GetCurrentDirectory(), HasEntry) ?? Upwards(AppContext.BaseDirectory, HasEntry);

    /// <summary>As <see cref="Find"/>, but an empty <c>models</c> above the working directory will do: one is to be put there.</summary>
    public static string? FindForAdding() => Upwards(Directory.GetCurrentDirectory(), _ => true) ?? Find();

    /// <summary>The model folders in it, by name; links to such folders count.</summary>
    public static IEnumerable<string> List(string models) => Entries(models).Where(d => File.Exists(Path.Combine(d, "model_index.json")));

    /// <summary>The small networks beside the models, which make no clips.</summary>
    private static readonly string[] Helpers = ["interpolation", "matte", "safety", "upscaler"];

    /// <summary>What should be model folders, by name: also a folder without model_index.json and a link that leads nowhere. Not what is hidden: a copy that is being made.</summary>
    public static IEnumerable<string> Entries(string models) => new DirectoryInfo(models).EnumerateFileSystemInfos()
        .Where(e => !e.Name.StartsWith('.') && !Helpers.Contains(e.Name) && (Directory.Exists(e.FullName) || (e.LinkTarget is not null && !RealPath.IsFile(e.FullName))))
        .Select(e => Path.Combine(models, e.Name)).Order(StringComparer.Ordinal);

    /// <summary>The folder to load: as named, a name within <c>models</c>, or <c>models/pocket</c> for none.</summary>
    /// <exception cref="ModelException">There is no such folder.</exception>
    public static string Resolve(string named)
    {
        if (named.Length > 0 && Directory.Exists(named))
            return named;
        if (File.Exists(named))
            throw new ModelException($"\"{named}\" is a file; name the model folder that has a model_index.json.");
        var name = named.Length == 0 ? "pocket" : named;
        return Find() is { } models && Directory.Exists(Path.Combine(models, name))
            ? Path.Combine(models, name)
            : throw new ModelException($"No model folder \"{name}\" was found here or in a models folder above; give its path: generate takes --model FOLDER, the worker the setting Inference:ModelFolder.");
    }

    private static bool HasEntry(string models) => Entries(models).Any();

    private static bool HasModel(string models) => List(models).Any();

    private static string? Upwards(string from, Func<string, bool> isIt)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            var models = Path.Combine(folder.FullName, "models");
            if (Directory.Exists(models) && isIt(models))
                return models;
        }

        return null;
    }
}
