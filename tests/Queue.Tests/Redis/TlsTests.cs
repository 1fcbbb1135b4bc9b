using System.Security.Cryptography;
using ChatVideoBot.Queue.Redis;
using ChatVideoBot.Tests.FarLine;
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
        var authority = await TlsFiles.WriteAsync(_folder.FullName, Cancel);
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

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);
}
