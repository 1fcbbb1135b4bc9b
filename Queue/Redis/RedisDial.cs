using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace ChatVideoBot.Queue.Redis;

/// <summary>What a server says about itself.</summary>
/// <param name="Mode">standalone, cluster or sentinel.</param>
internal sealed record RedisHello(string Mode, bool IsMaster);

/// <summary>Opens a link: TCP, TLS, log-in.</summary>
internal sealed class RedisDial(RedisOptions options, Action<object?[]> onPush, CancellationToken life)
{
    /// <summary>Opens a link within <see cref="RedisOptions.ConnectTimeout"/>.</summary>
    /// <exception cref="RedisException">The server refuses the log-in.</exception>
    public async Task<(RedisLink Link, RedisHello Hello)> OpenAsync(RedisAddress address, bool isAside, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(options.ConnectTimeout);
        try
        {
            return await OpenInTimeAsync(address, isAside, limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"{address} did not let us in within {options.ConnectTimeout.TotalSeconds:0.#} s.");
        }
    }

    private async Task<(RedisLink Link, RedisHello Hello)> OpenInTimeAsync(RedisAddress address, bool isAside, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        RedisLink? link = null;
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, cancel);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (address.Tls)
                stream = await EncryptAsync(stream, address, options.CertificateAuthority, cancel);
            link = new RedisLink(stream, address, options, onPush, life) { IsAside = isAside };
            return (link, await LogInAsync(new FreshLink(link, options.ConnectTimeout), cancel));
        }
        catch (Exception e)
        {
            link?.Close(e);
            if (stream is not null)
                await stream.DisposeAsync();
            socket.Dispose();
            throw;
        }
    }

    private async Task<RedisHello> LogInAsync(FreshLink link, CancellationToken cancel)
    {
        try
        {
            return await HelloAsync(link, link.Address.User, link.Address.Password, cancel);
        }
        catch (RedisRefusedException refused) when (refused.Code is "WRONGPASS" or "NOAUTH" or "NOPERM")
        {
            // A sentinel has users of its own, often none. What it is cannot be asked before.
            try
            {
                var hello = await HelloAsync(link, options.SentinelUser, options.SentinelPassword, cancel);
                if (hello.Mode == "sentinel")
                    return hello;
            }
            catch (RedisRefusedException)
            {
                // No sentinel either: the first refusal is the one to tell.
            }
            throw;
        }
    }

    private static async Task<RedisHello> HelloAsync(FreshLink link, string user, string password, CancellationToken cancel)
    {
        RedisArg[] login = password.Length == 0 ? [] : ["AUTH", user.Length == 0 ? "default" : user, password];
        var facts = await link.CallAsync(["HELLO", 3, .. login], cancel) as object?[] ?? [];
        return new RedisHello(Fact(facts, "mode") ?? "standalone", Fact(facts, "role") is "master" or null); // sentinels have no role
    }

    /// <summary>The text that follows a name in a map.</summary>
    internal static string? Fact(object?[] facts, string name) =>
        Array.IndexOf(facts, name) is var at and >= 0 && at + 1 < facts.Length ? facts[at + 1] as string : null;

    private static async Task<Stream> EncryptAsync(Stream stream, RedisAddress address, string authority, CancellationToken cancel)
    {
        var tls = new SslStream(stream);
        var settings = new SslClientAuthenticationOptions { TargetHost = address.Host };
        if (authority.Length > 0)
        {
            settings.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck, // a private authority keeps no list
            };
            settings.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(authority);
        }
        await tls.AuthenticateAsClientAsync(settings, cancel);
        return tls;
    }
}
