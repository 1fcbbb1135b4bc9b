namespace ChatVideoBot.Inference.Folders;

/// <summary>Folders within <c>models</c> that hold no model of clips but something that helps with them: <c>models/upscaler</c>, <c>models/safety</c>.</summary>
internal static class HelperFolder
{
    /// <summary>The nearest <c>models</c> folder that has it, from the working directory upwards, then from the program upwards.</summary>
    /// <param name="file">What must lie in it.</param>
    /// <returns>Null when there is none.</returns>
    public static string? Find(string name, string file) =>
        Upwards(Directory.GetCurrentDirectory(), name, file) ?? Upwards(AppContext.BaseDirectory, name, file);

    private static string? Upwards(string from, string name, string file)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            var helper = Path.Combine(folder.FullName, "models", name);
            if (File.Exists(Path.Combine(helper, file)))
                return helper;
        }

        return null;
    }
}
