using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ChatVideoBot.Queue.Redis;

/// <summary>A redis:// or rediss:// URL, taken apart.</summary>
internal sealed record RedisAddress(string Host, int Port, bool Tls, string User, string Password, int Database)
{
    /// <summary>Without the password: this is what messages show.</summary>
    public override string ToString() => $"{Host}:{Port}";

    /// <summary>Takes a URL apart that may name several hosts, separated by commas.</summary>
    /// <param name="problem">What is wrong, to follow the option's name; never holds the password.</param>
    public static bool TryParseAll(string url, out IReadOnlyList<RedisAddress> addresses, out string problem)
    {
        var from = url.IndexOf("://", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0;
        var to = url.IndexOf('/', from) is var slash and >= 0 ? slash : url.Length;
        from += url[from..to].LastIndexOf('@') + 1;
        var found = new List<RedisAddress>();
        addresses = found;
        problem = "";
        foreach (var host in url[from..to].Split(',', StringSplitOptions.TrimEntries))
        {
            if (!TryParse(url[..from] + host + url[to..], out var address, out problem))
                return false;
            found.Add(address);
        }
        return true;
    }

    /// <param name="problem">What is wrong, to follow the option's name; never holds the password.</param>
    public static bool TryParse(string url, [NotNullWhen(true)] out RedisAddress? address, out string problem)
    {
        address = null;
        problem = "";
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            problem = "is not a URL: write redis://host:6379, with user:password@ before the host where they are needed, "
                + "and further hosts after a comma.";
        }
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
