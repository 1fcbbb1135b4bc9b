using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatVideoBot.Queue.Tests.Redis;

public sealed class TlsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("queue-tls-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task An_encrypted_server_is_trusted_by_its_authority_only()
    {
        await using var server = await OwnServer.StartAsync();
        var authority = await WriteCertificatesAsync();
        var port = await ServeTlsAsync(server, authority);

        await using var trusting = Connect(port, authority);
        var bytes = RandomNumberGenerator.GetBytes(2 << 20);
        await trusting.CallAsync(["SET", "a", bytes], Cancel);
        Assert.Equal(bytes, await trusting.CallAsync(["GET", "a"], Cancel, text: false));

        await using var doubting = Connect(port, authority: "");
        var refused = await Assert.ThrowsAsync<RedisAwayException>(() => doubting.CallAsync(["PING"], Cancel));
        Assert.Contains("certificate", refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    private static RedisConnection Connect(int port, string authority) => new(
        new RedisOptions
        {
            Url = $"rediss://127.0.0.1:{port}",
            CertificateAuthority = authority,
            WaitForConnection = TimeSpan.FromSeconds(authority.Length > 0 ? 10 : 1),
        },
        NullLogger.Instance);

    private async Task<int> ServeTlsAsync(OwnServer server, string authority)
    {
        await using var plain = new RedisConnection(new RedisOptions { Url = server.Url.OriginalString }, NullLogger.Instance);
        var port = PrivateRedis.FreePort();
        foreach (var (option, value) in new[]
        {
            ("tls-auth-clients", "no"), ("tls-ca-cert-file", authority), ("tls-cert-file", PathOf("server.pem")),
            ("tls-key-file", PathOf("server.key")), ("tls-port", $"{port}"),
        })
        {
            await plain.CallAsync(["CONFIG", "SET", option, value], Cancel);
        }
        return port;
    }

    /// <summary>An authority of our own and a certificate it signed for 127.0.0.1; returns the authority's file.</summary>
    private async Task<string> WriteCertificatesAsync()
    {
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest("CN=Test authority", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var root = rootRequest.CreateSelfSigned(from, to);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=redis", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(root, from, to, [1, 2, 3, 4]);

        await File.WriteAllTextAsync(PathOf("ca.pem"), root.ExportCertificatePem(), Cancel);
        await File.WriteAllTextAsync(PathOf("server.pem"), certificate.ExportCertificatePem(), Cancel);
        await File.WriteAllTextAsync(PathOf("server.key"), key.ExportPkcs8PrivateKeyPem(), Cancel);
        return PathOf("ca.pem");
    }

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);
}
