using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Queue.Redis;

/// <summary>How Redis is reached: the "Redis" section of the settings. REDIS_URL, where it is set, wins over <see cref="Url"/>.</summary>
public sealed class RedisOptions : IValidatableObject
{
    /// <summary>
    /// redis://[user:password@]host[:port][,host[:port] …][/database], or rediss:// for TLS. What the hosts are (a server, nodes of a
    /// cluster, sentinels) is asked of them; one that answers is enough.
    /// </summary>
    [Required]
    public string Url { get; set; } = "redis://127.0.0.1:6379";

    /// <summary>Who logs in; where it is set, it and <see cref="Password"/> win over those of <see cref="Url"/>.</summary>
    public string User { get; set; } = "";

    /// <summary>The password, so that it need not stand in <see cref="Url"/>.</summary>
    public string Password { get; set; } = "";

    /// <summary>A PEM file of the authority that signed the server's certificate; empty trusts what the machine trusts.</summary>
    public string CertificateAuthority { get; set; } = "";

    /// <summary>The name under which sentinels know our servers.</summary>
    [Required]
    public string Master { get; set; } = "mymaster";

    /// <summary>Who logs in at sentinels, where their users are not those of the servers.</summary>
    public string SentinelUser { get; set; } = "";

    /// <summary>The password for sentinels; empty where they want none, or the one of <see cref="Url"/>.</summary>
    public string SentinelPassword { get; set; } = "";

    /// <summary>How long a call may take. A server silent for so long is given up and connected anew.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long connecting to one host may take, TLS and log-in included.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a call that has not run, because Redis is away, loading or changing its master, waits to be sent.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan WaitForConnection { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest pause between two tries to connect; the first are shorter.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:05:00")]
    public TimeSpan LongestBackOff { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Calls of one connection that may be unanswered; further ones wait their turn.</summary>
    [Range(1, 1_000_000)]
    public int MostInFlight { get; set; } = 4096;

    /// <summary>Bytes of one connection that may wait for the network; further calls wait. A larger value goes alone.</summary>
    [Range(1024, 1 << 30)]
    public int MostBufferedBytes { get; set; } = 64 << 20;

    /// <summary>The hosts of <see cref="Url"/>, with whoever logs in there.</summary>
    /// <inheritdoc cref="RedisAddress.TryParseAll"/>
    internal bool TryAddresses(out IReadOnlyList<RedisAddress> addresses, out string problem)
    {
        var isRight = RedisAddress.TryParseAll(Url, out addresses, out problem);
        if (User.Length + Password.Length > 0)
            addresses = [.. addresses.Select(one => one with { User = User.Length > 0 ? User : one.User, Password = Password.Length > 0 ? Password : one.Password })];
        return isRight;
    }

    /// <summary>The hosts without the password: this is what messages show.</summary>
    internal string Shown() => RedisAddress.TryParseAll(Url, out var hosts, out _) ? string.Join(",", hosts.Select(host => host.ToString())) : "?";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!RedisAddress.TryParseAll(Url, out _, out var problem))
            yield return new($"Redis:Url (or REDIS_URL) {problem}");
        if (CertificateAuthority.Length > 0 && !File.Exists(CertificateAuthority))
            yield return new($"Redis:CertificateAuthority: there is no file {CertificateAuthority}.");
        if (User.Length > 0 && Password.Length == 0 && RedisAddress.TryParseAll(Url, out var hosts, out _) && hosts.Any(host => host.Password.Length == 0))
            yield return new("Redis:User is set without Redis:Password.");
        if (SentinelUser.Length > 0 && SentinelPassword.Length == 0)
            yield return new("Redis:SentinelUser is set without Redis:SentinelPassword.");
    }
}

[OptionsValidator]
internal sealed partial class RedisOptionsValidator : IValidateOptions<RedisOptions>;
