using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Queue.Redis;

/// <summary>How Redis is reached: the "Redis" section of the settings. REDIS_URL, where it is set, wins over <see cref="Url"/>.</summary>
public sealed class RedisOptions : IValidatableObject
{
    /// <summary>redis://[user:password@]host[:port][/database], or rediss:// for TLS.</summary>
    [Required]
    public string Url { get; set; } = "redis://127.0.0.1:6379";

    /// <summary>A PEM file of the authority that signed the server's certificate; empty trusts what the machine trusts.</summary>
    public string CertificateAuthority { get; set; } = "";

    /// <summary>How long a call may take. A server silent for so long is given up and connected anew.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long connecting may take, TLS and log-in included.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a call made while Redis is away waits for it to come back.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan WaitForConnection { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest pause between two tries to connect; the first are shorter.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:05:00")]
    public TimeSpan LongestBackOff { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Calls of one connection that may be unanswered; further ones wait their turn.</summary>
    [Range(1, 1_000_000)]
    public int MostInFlight { get; set; } = 4096;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!RedisAddress.TryParse(Url, out _, out var problem))
            yield return new($"Redis:Url (or REDIS_URL) {problem}");
        if (CertificateAuthority.Length > 0 && !File.Exists(CertificateAuthority))
            yield return new($"Redis:CertificateAuthority: there is no file {CertificateAuthority}.");
    }
}

[OptionsValidator]
internal sealed partial class RedisOptionsValidator : IValidateOptions<RedisOptions>;
