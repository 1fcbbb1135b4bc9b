using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ChatVideoBot.Inference.Folders;

namespace ChatVideoBot.Inference.Previews;

/// <summary>Maps that were fitted, one small file each. One that cannot be read or written is fitted again the next time.</summary>
/// <param name="folder">Empty = none are kept.</param>
internal sealed class PreviewStore(string folder)
{
    /// <summary>Of how maps are fitted: another number, and all are fitted again.</summary>
    private const int Version = 1;

    /// <summary>The user's cache, as XDG or the system has it.</summary>
    public static string DefaultFolder
    {
        get
        {
            var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (string.IsNullOrEmpty(cache) || !Path.IsPathRooted(cache))
                cache = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
            return cache.Length == 0 ? "" : Path.Combine(cache, "chatvideobot", "previews");
        }
    }

    /// <summary>The VAE's files by path, length and time, and what its latents are normalised with.</summary>
    public static string KeyOf(ModelFolder folder)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Version} {folder.Geometry}\n");
        text.AppendJoin(' ', folder.Statistics.Mean.Concat(folder.Statistics.Deviation).Select(v => v.ToString("R", CultureInfo.InvariantCulture))).Append('\n');
        foreach (var part in folder.Graphs.Keys.Where(name => name.StartsWith("vae_", StringComparison.Ordinal)).Select(name => name.Split('/')[0]).Distinct().Order(StringComparer.Ordinal))
        {
            foreach (var file in new DirectoryInfo(RealPath.Of(Path.Combine(folder.Folder, part))).EnumerateFiles().OrderBy(f => f.Name, StringComparer.Ordinal))
                text.Append(CultureInfo.InvariantCulture, $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32];
    }

    /// <summary>Null when it is not there, cannot be read, or is of another kind.</summary>
    public LatentPreview? Read(string key, int channels)
    {
        try
        {
            return folder.Length > 0 && File.Exists(PathOf(key)) && JsonSerializer.Deserialize<LatentPreview>(File.ReadAllBytes(PathOf(key))) is { } kept
                && kept.Channels == channels && kept.Map?.Length == 3 * (channels + 1) && kept.Map.All(float.IsFinite)
                ? kept : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public void Write(string key, LatentPreview map)
    {
        if (folder.Length == 0)
            return;
        try
        {
            Directory.CreateDirectory(folder);
            var beside = $"{PathOf(key)}.{Environment.ProcessId}";
            File.WriteAllBytes(beside, JsonSerializer.SerializeToUtf8Bytes(map));
            File.Move(beside, PathOf(key), overwrite: true); // whole or not at all: others may read it now
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // A full or read-only disk, or a map that holds what is no number.
        }
    }

    private string PathOf(string key) => Path.Combine(folder, key + ".json");
}
