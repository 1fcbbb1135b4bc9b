namespace ChatVideoBot.Inference.Video;

/// <summary>A temporary folder that only this user can read, deleted with everything in it.</summary>
internal sealed class PrivateFolder : IDisposable
{
    private const string Prefix = "chatvideobot-clip-";

    private PrivateFolder(string path) => Path = path;

    public string Path { get; }

    /// <exception cref="ModelException">There is no room for temporary files.</exception>
    public static PrivateFolder Make(InferenceOptions options)
    {
        try
        {
            if (options.TemporaryFolder.Length == 0)
                return new PrivateFolder(Directory.CreateTempSubdirectory(Prefix + ProcessMark.Own).FullName);
            var path = System.IO.Path.Combine(System.IO.Path.GetFullPath(options.TemporaryFolder), Prefix + ProcessMark.Own + Guid.NewGuid().ToString("N"));
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(path);
            else
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return new PrivateFolder(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"No temporary folder can be made in {Place(options)}: {Remedy(options)}.", e);
        }
    }

    public static ModelException NoRoom(InferenceOptions options, Exception inner) =>
        new($"A temporary file cannot be written in {Place(options)}: {Remedy(options)}.", inner);

    /// <summary>Deletes what processes that were killed left behind; where that cannot be known, folders that nothing has changed for a day.</summary>
    public static void DeleteForgotten(InferenceOptions options)
    {
        var temporary = new DirectoryInfo(Place(options));
        if (!temporary.Exists) // said in a sentence where a folder is needed
            return;
        foreach (var folder in temporary.EnumerateDirectories(Prefix + "*"))
        {
            if (ProcessMark.IsOfDead(folder.Name[Prefix.Length..]) || DateTime.UtcNow - folder.LastWriteTimeUtc > TimeSpan.FromDays(1))
                Delete(folder.FullName);
        }
    }

    /// <summary>Whether there is hardly a block left where this folder lies.</summary>
    public static bool IsFull(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace < 256 * 1024;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // a system that does not tell
        }
    }

    public void Dispose() => Delete(Path);

    private static string Remedy(InferenceOptions options) =>
        "make room there, or " + (options.TemporaryFolder.Length == 0 ? "set TMPDIR" : "name another in Inference:TemporaryFolder");

    private static string Place(InferenceOptions options) =>
        options.TemporaryFolder.Length == 0 ? System.IO.Path.GetTempPath() : options.TemporaryFolder;

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else's, or gone already: DeleteForgotten tries again.
        }
    }
}
