namespace ChatVideoBot.Tests;

/// <summary>Where the tests run.</summary>
public static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ChatVideoBot.sln"))) return folder.FullName;
        }
        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
