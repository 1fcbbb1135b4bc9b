namespace ChatVideoBot.Inference.Tests.Video;

/// <summary>A temporary folder of a test's own: after something was tried, no file may lie in it and no process may name it.</summary>
internal sealed class TemporaryPlace : IDisposable
{
    public TemporaryPlace() => Options = new InferenceOptions { TemporaryFolder = Folder };

    public string Folder { get; } = Directory.CreateTempSubdirectory("chatvideobot-test-").FullName;

    public InferenceOptions Options { get; }

    public void AssertEmpty()
    {
        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder));
        Assert.Empty(Processes());
    }

    /// <summary>Those whose command line names this folder.</summary>
    public List<int> Processes()
    {
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            try
            {
                if (int.TryParse(Path.GetFileName(folder), out var id)
                    && File.ReadAllText(Path.Combine(folder, "cmdline")).Contains(Folder, StringComparison.Ordinal))
                    found.Add(id);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended while it was looked at.
            }
        }

        return found;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
