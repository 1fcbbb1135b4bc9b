using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ChatVideoBot.Queue.Redis;

/// <summary>A redis:// or rediss:// URL, taken apart.</summary>
internal sealed record RedisAddress(string Host, int Port, bool Tls, string User, string Password, int Database)
{
    /// <summary>Without the password: this is what messages show.</summary>
    public override string ToString() => $"{Host}:{Port}";

    /// <param name="problem">What is wrong, to follow the option's name; never holds the password.</param>
    public static bool TryParse(string url, [NotNullWhen(true)] out RedisAddress? address, out string problem)
    {
        address = null;
        problem = "";
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            problem = "is not a URL: write redis://host:6379, with user:password@ before the host where they are needed.";
        else if (uri.Scheme is not ("redis" or "rediss"))
            problem = $"starts with '{uri.Scheme}': it must be redis:// or, for TLS, rediss://.";
        else if (!TryDatabase(uri.AbsolutePath.Trim('/'), out var database))
            problem = $"ends with '{uri.AbsolutePath}': after the slash goes the number of a database, such as /0.";
        else
        {
            var colon = uri.UserInfo.IndexOf(':');
            var user = colon < 0 ? uri.UserInfo : uri.UserInfo[..colon];
            var password = colon < 0 ? "" : uri.UserInfo[(colon + 1)..];
            address = new RedisAddress(uri.IdnHost.Trim('[', ']'), uri.Port > 0 ? uri.Port : 6379, uri.Scheme == "rediss",
                Uri.UnescapeDataString(user), Uri.UnescapeDataString(password), database);
        }
        return address is not null;
    }

    private static bool TryDatabase(string path, out int database)
    {
        database = 0;
        return path.Length == 0 || int.TryParse(path, NumberStyles.None, CultureInfo.InvariantCulture, out database);
    }
}
