namespace ChatVideoBot.Inference.Video;

/// <summary>A temporary folder that only this user can read, deleted with everything in it.</summary>
internal sealed class PrivateFolder : IDisposable
{
    private const string Prefix = "chatvideobot-clip-";

    public string Path { get; } = Directory.CreateTempSubdirectory(Prefix).FullName;

    /// <exception cref="ModelException">There is no room for temporary files.</exception>
    public static PrivateFolder Make()
    {
        try
        {
            return new PrivateFolder();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"No temporary folder can be made in {System.IO.Path.GetTempPath()}: make room there, or set TMPDIR.", e);
        }
    }

    public static ModelException NoRoom(Exception inner) =>
        new($"A temporary file cannot be written in {System.IO.Path.GetTempPath()}: make room there, or set TMPDIR.", inner);

    /// <summary>Deletes what a process that was killed left behind: folders that nothing has changed for a day.</summary>
    public static void DeleteForgotten()
    {
        var temporary = new DirectoryInfo(System.IO.Path.GetTempPath());
        if (!temporary.Exists) // said in a sentence where a folder is needed
            return;
        foreach (var folder in temporary.EnumerateDirectories(Prefix + "*"))
        {
            if (DateTime.UtcNow - folder.LastWriteTimeUtc > TimeSpan.FromDays(1))
                Delete(folder.FullName);
        }
    }

    public void Dispose() => Delete(Path);

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
