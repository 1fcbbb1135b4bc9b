using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Hosting;

/// <summary>Settings out of files: NAME_FILE says where NAME stands, as secrets of Docker, Kubernetes and systemd do.</summary>
public static class SecretFiles
{
    private const string Suffix = "_FILE";
    private const int MostBytes = 64 << 10; // a file that is longer is some other file

    /// <summary>Reads what the settings so far name; it wins over them.</summary>
    /// <exception cref="OptionsValidationException">A file is missing, empty, cannot be read, or its setting stands beside it; one sentence.</exception>
    public static T AddSecretFiles<T>(this T settings) where T : IConfigurationBuilder
    {
        var named = settings as IConfiguration ?? settings.Build();
        settings.AddInMemoryCollection([.. Read(named)]);
        return settings;
    }

    /// <summary>A variable of the environment, or what the file holds that the variable with _FILE behind it names; null where neither stands.</summary>
    /// <inheritdoc cref="AddSecretFiles"/>
    public static string? Variable(string name)
    {
        var value = Environment.GetEnvironmentVariable(name);
        return Environment.GetEnvironmentVariable(name + Suffix) is { Length: > 0 } file ? Read(name, value, file) : value;
    }

    private static IEnumerable<KeyValuePair<string, string?>> Read(IConfiguration settings)
    {
        foreach (var (key, file) in settings.AsEnumerable())
        {
            if (string.IsNullOrEmpty(file) || !key.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)) continue;
            var name = key[..^Suffix.Length];
            if (IsOurs(name)) yield return new(name, Read(name, settings[name], file));
        }
    }

    /// <summary>Others' variables end in _FILE, too, and their files are none of our business.</summary>
    private static bool IsOurs(string name) => name.Contains(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal) || name is "DISCORD_TOKEN" or "REDIS_URL"
        || (name.StartsWith("OTEL_EXPORTER_OTLP", StringComparison.Ordinal) && name.EndsWith("_HEADERS", StringComparison.Ordinal));

    private static string Read(string name, string? beside, string file)
    {
        var setting = $"{name}{Suffix}";
        if (!string.IsNullOrEmpty(beside)) throw Wrong($"{name} and {setting} are both set: leave one of them out.");
        try
        {
            using var stream = File.OpenRead(file);
            var bytes = new byte[MostBytes + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > MostBytes) throw Wrong($"{setting}: {file} is longer than {MostBytes >> 10} KiB, so it holds no setting.");
            var text = System.Text.Encoding.UTF8.GetString(bytes, 0, length).Trim('\uFEFF', '\r', '\n');
            return text.Trim().Length > 0 ? text : throw Wrong($"{setting}: {file} is empty.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Wrong($"{setting}: there is no file {file}.");
        }
        catch (UnauthorizedAccessException) // a folder, too
        {
            throw Wrong($"{setting}: {file} cannot be read by the user {Environment.UserName}.");
        }
        catch (IOException e)
        {
            throw Wrong($"{setting}: {file} cannot be read: {e.Message}");
        }
    }

    private static OptionsValidationException Wrong(string sentence) => new("files", typeof(string), [sentence]);
}
