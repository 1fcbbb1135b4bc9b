namespace ChatVideoBot.Bench.Clips;

/// <summary>
/// Stands where ffmpeg does and writes down what it is given: a clip is then its frames, RGB, one byte each, so that neither encoding's
/// time nor its loss gets into a figure.
/// </summary>
internal sealed class RawFrames : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatvideobot-bench-");

    public RawFrames()
    {
        File.WriteAllText(Program, "#!/bin/sh\nfor file; do :; done # the last argument is the clip's file\nexec cat > \"$file\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public string Program => Path.Combine(_folder.FullName, "frames");

    public void Dispose() => _folder.Delete(recursive: true);
}
