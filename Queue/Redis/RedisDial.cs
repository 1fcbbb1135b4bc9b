using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace ChatVideoBot.Queue.Redis;

/// <summary>Opens a connection: TCP, TLS, log-in, database.</summary>
internal static class RedisDial
{
    /// <exception cref="RedisException">The server refuses the log-in or the database, or still loads its data.</exception>
    public static async Task<RedisLink> OpenAsync(
        RedisAddress address, RedisOptions options, Action<object?[]> onPush, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, cancel);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (address.Tls)
                stream = await EncryptAsync(stream, address, options.CertificateAuthority, cancel);
            var link = new RedisLink(stream, options.CallTimeout, onPush);
            try
            {
                await GreetAsync(link, address, options.ConnectTimeout, cancel);
                return link;
            }
            catch (Exception e)
            {
                link.Close(e);
                throw;
            }
        }
        catch
        {
            if (stream is not null)
                await stream.DisposeAsync();
            socket.Dispose();
            throw;
        }
    }

    private static async Task GreetAsync(RedisLink link, RedisAddress address, TimeSpan timeout, CancellationToken cancel)
    {
        var user = address.User.Length == 0 ? "default" : address.User;
        RedisArg[] login = address.Password.Length == 0 ? [] : ["AUTH", user, address.Password];
        await AskAsync(["HELLO", 3, .. login]);
        if (address.Database != 0)
            await AskAsync(["SELECT", address.Database]);
        await AskAsync(["PING"]); // a server that still reads its data in answers LOADING

        async Task AskAsync(RedisArg[] command)
        {
            var call = new RedisCall(command, command[0].Text!, text: true, timeout);
            if (!link.TrySend(call))
                throw new IOException("The connection broke while it was being set up.");
            if (await call.Task.WaitAsync(cancel) is RespError error)
                throw RedisRefusal.Of(error, call.What, address);
        }
    }

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
