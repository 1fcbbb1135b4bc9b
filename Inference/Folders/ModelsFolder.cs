namespace ChatVideoBot.Inference.Folders;

/// <summary>The folder <c>models</c> that holds the model folders.</summary>
public static class ModelsFolder
{
    /// <summary>The nearest <c>models</c> with a model in it, from the working directory upwards, then from the program upwards.</summary>
    /// <returns>Null when there is none.</returns>
    public static string? Find() => Upwards(Directory.GetCurrentDirectory()) ?? Upwards(AppContext.BaseDirectory);

    /// <summary>The model folders in it, by name.</summary>
    public static IEnumerable<string> List(string models) => Directory.EnumerateDirectories(models)
        .Where(d => File.Exists(Path.Combine(d, "model_index.json"))).Order(StringComparer.Ordinal);

    /// <summary>The folder to load: as named, a name within <c>models</c>, or <c>models/pocket</c> for none.</summary>
    /// <exception cref="ModelException">There is no such folder.</exception>
    public static string Resolve(string named)
    {
        if (named.Length > 0 && Directory.Exists(named))
            return named;
        var name = named.Length == 0 ? "pocket" : named;
        return Find() is { } models && Directory.Exists(Path.Combine(models, name))
            ? Path.Combine(models, name)
            : throw new ModelException($"No model folder \"{name}\" was found here or in a models folder above; give its path: generate takes --model FOLDER, the worker the setting Inference:ModelFolder.");
    }

    private static string? Upwards(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            var models = Path.Combine(folder.FullName, "models");
            if (Directory.Exists(models) && List(models).Any())
                return models;
        }

        return null;
    }
}
