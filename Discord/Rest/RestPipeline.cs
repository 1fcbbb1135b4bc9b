using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Discord.Rest;

internal sealed class RestPipeline : IDisposable
{
    public RestPipeline(DiscordOptions options, TimeProvider time, ILogger logger) { }
    public Task<T> SendAsync<T>(RestRequest request, JsonTypeInfo<T> type, CancellationToken cancel) where T : class => throw new NotSupportedException();
    public Task<T?> FindAsync<T>(RestRequest request, JsonTypeInfo<T> type, CancellationToken cancel) where T : class => throw new NotSupportedException();
    public Task SendAsync(RestRequest request, CancellationToken cancel) => throw new NotSupportedException();
    public Task<bool> TrySendAsync(RestRequest request, CancellationToken cancel) => throw new NotSupportedException();
    public void Dispose() { }
}
