using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Folders;

/// <summary>Puts a model folder that works into <c>models</c>, as a copy or as a link.</summary>
internal static class FolderAdding
{
    /// <param name="folder">As the user named it.</param>
    /// <param name="name">How it is to be called; null = as the folder is.</param>
    /// <param name="free">Bytes that are free there; null = as the disk says.</param>
    /// <param name="tell">Told about what takes long.</param>
    /// <exception cref="ModelException">It cannot work, or cannot be put there: then nothing is left of it.</exception>
    public static ModelFolder Add(
        string folder, string models, string? name, bool link, InferenceOptions options, Action<string> tell, CancellationToken cancel, long? free = null)
    {
        if (!Directory.Exists(folder))
            throw new ModelException($"The model folder \"{folder}\" {(File.Exists(folder) ? "is a file" : "does not exist")}; name one that has a model_index.json.");
        var from = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var called = CheckName(name ?? Path.GetFileName(from), name is null);
        var to = Path.Combine(models, called);
        if (Path.Exists(to) || new FileInfo(to).LinkTarget is not null)
            throw new ModelException($"\"{called}\" is in {models} already; give another name with --name, or remove {to} first.");
        var (real, realModels) = (RealPath.Of(from), RealPath.Of(models));
        if (RealPath.IsWithin(real, realModels) || RealPath.IsWithin(realModels, real))
            throw new ModelException(RealPath.IsWithin(real, realModels)
                ? $"{folder} lies in {models} already; models list shows it."
                : $"{folder} holds {models} itself; name the folder that has the model_index.json.");

        FolderCheck.Run(from, options, cancel);
        if (!link)
            return ModelFolder.Read(FolderCopy.Make(from, models, called, free ?? new DriveInfo(models).AvailableFreeSpace, tell, cancel));
        try
        {
            Directory.CreateSymbolicLink(to, from);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{to} cannot be made a link to {from}: {e.Message.TrimEnd('.')}; see to the permissions, or add it without --link.", e);
        }

        return ModelFolder.Read(to);
    }

    private static string CheckName(string name, bool isFolders) => Lane.IsModelName(name) && !name.StartsWith('.')
        ? name
        : throw new ModelException($"\"{name}\" is no name that jobs can wait for: it is 1 to 64 of A-Z, a-z, 0-9, \".\", \"_\" and \"-\" and begins with no dot; "
            + (isFolders ? "give one with --name." : "give another with --name."));
}
