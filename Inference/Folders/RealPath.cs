namespace ChatVideoBot.Inference.Folders;

/// <summary>Where a path leads once every link in it is followed.</summary>
internal static class RealPath
{
    private const int MostLinks = 40; // as Linux has it

    /// <exception cref="FileNotFoundException">The links go in a circle.</exception>
    public static string Of(string path)
    {
        var links = 0;
        return Of(Path.GetFullPath(path), ref links);
    }

    /// <summary>Whether a file is there once every link is followed; <see cref="File.Exists"/> is content with the link.</summary>
    public static bool IsFile(string path)
    {
        try
        {
            return File.Exists(Of(path));
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Whether one is the other or lies within it; both real.</summary>
    public static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string Of(string path, ref int links)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
            return path;
        var real = Path.Combine(Of(parent, ref links), Path.GetFileName(path));
        if (new FileInfo(real).LinkTarget is not { } target)
            return real;
        return ++links <= MostLinks
            ? Of(Path.GetFullPath(target, Path.GetDirectoryName(real)!), ref links)
            : throw new FileNotFoundException($"{path} is a link that goes in a circle.");
    }
}
