using System.Globalization;

namespace ChatVideoBot.Inference.Folders;

/// <summary>Copies a model folder into <c>models</c> whole or not at all: into a hidden folder beside, which takes its name at the end.</summary>
/// <remarks>A lock file within says that somebody still works on it; without one it is the rest of a copy that was killed, and goes.</remarks>
internal static class FolderCopy
{
    private const string Prefix = ".adding-";
    private const string Lock = "lock";
    private const int MostDepth = 8;
    private const int BufferBytes = 1 << 20;

    /// <summary>From here on progress is told.</summary>
    private const long LargeBytes = 64L << 20;

    /// <param name="free">Bytes that are free where <paramref name="models"/> lies.</param>
    /// <param name="tell">Told how far a large copy is, now and then.</param>
    /// <returns>The new folder.</returns>
    /// <exception cref="ModelException">There is no room, or a file cannot be read or written.</exception>
    public static string Make(string from, string models, string name, long free, Action<string> tell, CancellationToken cancel)
    {
        DeleteForgotten(models);
        var to = Path.Combine(models, name);
        var part = Path.Combine(models, $"{Prefix}{name}-{Path.GetRandomFileName()}");
        try
        {
            var files = Files(from, "", 0).ToList();
            var bytes = files.Sum(f => Length(Path.Combine(from, f)));
            if (bytes > free)
                throw new ModelException($"{from} needs {MiB(bytes)} MiB, but {models} has {MiB(free)} MiB free; make room there, or add it with --link.");
            Directory.CreateDirectory(part);
            using (new FileStream(Path.Combine(part, Lock), FileMode.Create, FileAccess.ReadWrite, FileShare.None))
            {
                Copy(from, Path.Combine(part, name), files, bytes, tell, cancel);
                cancel.ThrowIfCancellationRequested();
                Directory.Move(Path.Combine(part, name), to);
            }

            return to;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{from} cannot be copied to {to}: {e.Message.TrimEnd('.')}; see to the disk and the permissions, or add it with --link.", e);
        }
        finally
        {
            Delete(part);
        }
    }

    /// <summary>What copies left that were killed; not those that somebody makes now.</summary>
    public static void DeleteForgotten(string models)
    {
        foreach (var part in Directory.EnumerateDirectories(models, Prefix + "*"))
        {
            try
            {
                using (new FileStream(Path.Combine(part, Lock), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
                    Delete(part);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Its maker still has it.
            }
        }
    }

    private static void Copy(string from, string to, List<string> files, long bytes, Action<string> tell, CancellationToken cancel)
    {
        var buffer = new byte[BufferBytes];
        var (done, told) = (0L, 0L);
        foreach (var file in files)
        {
            var target = Path.Combine(to, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var source = new FileStream(Path.Combine(from, file), FileMode.Open, FileAccess.Read, FileShare.Read, 0);
            using var written = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
            for (int read; (read = source.Read(buffer)) > 0;)
            {
                cancel.ThrowIfCancellationRequested();
                written.Write(buffer, 0, read);
                done += read;
                if (bytes < LargeBytes || done - told < Math.Max(LargeBytes, bytes / 20))
                    continue;
                told = done;
                tell($"{MiB(done)} of {MiB(bytes)} MiB copied.");
            }
        }
    }

    /// <summary>All files, relative; links are followed, what is hidden (.git, .cache) is no part of a model.</summary>
    private static IEnumerable<string> Files(string root, string folder, int depth)
    {
        if (depth > MostDepth)
            throw new ModelException($"{root} has folders more than {MostDepth} deep ({folder}): a link in it goes in a circle, or it is no model folder; name the folder that has the model_index.json.");
        foreach (var entry in new DirectoryInfo(Path.Combine(root, folder)).EnumerateFileSystemInfos().Where(e => !e.Name.StartsWith('.')).OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            var name = Path.Combine(folder, entry.Name);
            if (Directory.Exists(entry.FullName))
            {
                foreach (var file in Files(root, name, depth + 1))
                    yield return file;
            }
            else
            {
                yield return name;
            }
        }
    }

    private static long Length(string file) => RealPath.IsFile(file)
        ? new FileInfo(RealPath.Of(file)).Length
        : throw new ModelException($"{file} is a link that leads nowhere; copy the file there, or remove the link.");

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private static string MiB(long bytes) => (bytes / 1048576.0).ToString("0.#", CultureInfo.InvariantCulture);
}
