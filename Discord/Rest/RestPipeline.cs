using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ChatVideoBot.Discord.Rest.RateLimits;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Discord.Rest;

/// <summary>
/// Takes requests to Discord and back: waits for their limits, repeats what is safe to repeat, turns refusals into exceptions.
/// </summary>
internal sealed partial class RestPipeline : IDisposable
{
    private const int MostRefusals = 10; // 429s of one request
    private static readonly string Version = typeof(RestPipeline).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    private readonly DiscordOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HttpClient _http;
    private readonly string _base;
    private readonly RateLimiter _limiter;
    private readonly GlobalLimit _global;
    private readonly InvalidRequestBudget _invalid = new();
    private volatile bool _tokenRefused;

    /// <param name="handler">Asks and answers instead of the network; null for the network.</param>
    public RestPipeline(DiscordOptions options, TimeProvider time, ILogger logger, HttpMessageHandler? handler = null)
    {
        (_options, _time, _logger) = (options, time, logger);
        (_limiter, _global) = (new(time), new(time));
        _base = options.Api.ToString().TrimEnd('/') + "/v10";
        _http = new(handler ?? new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // it would carry the token to wherever the answer says
            UseCookies = false,
            UseProxy = !Loopback.Is(options.Api),
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // notices when Discord's addresses move
            ConnectTimeout = TimeSpan.FromSeconds(10),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan, // each try has its own
            MaxResponseContentBufferSize = 32 << 20,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd($"DiscordBot ({options.Homepage.AbsoluteUri}, {Version})");
    }

    /// <summary>Sends and reads the answer.</summary>
    public async Task<T> SendAsync<T>(RestRequest request, JsonTypeInfo<T> type, CancellationToken cancel) where T : class =>
        await FindAsync(request, type, cancel)
        ?? throw new DiscordException(DiscordFault.Unreadable, $"Discord's answer to {request.Route} is empty.") { Request = request.Route.ToString() };

    /// <summary>Sends and reads the answer; null when it has no content.</summary>
    public async Task<T?> FindAsync<T>(RestRequest request, JsonTypeInfo<T> type, CancellationToken cancel) where T : class
    {
        var body = await RunAsync(request, cancel);
        try
        {
            return body.Length == 0 ? null : JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException e)
        {
            throw new DiscordException(DiscordFault.Unreadable, $"Discord's answer to {request.Route} cannot be read: {(e.Message.Length > 300 ? e.Message[..300] + "…" : e.Message)}", e) { Request = request.Route.ToString() };
        }
    }

    /// <summary>Sends; the answer's content does not matter.</summary>
    public Task SendAsync(RestRequest request, CancellationToken cancel) => RunAsync(request, cancel);

    /// <summary>Sends if the limits allow it now, once; false when they do not.</summary>
    public async Task<bool> TrySendAsync(RestRequest request, CancellationToken cancel)
    {
        try
        {
            await RunAsync(request with { Patience = TimeSpan.Zero }, cancel);
            return true;
        }
        catch (DiscordException e) when (e.Fault == DiscordFault.RateLimited)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _global.Dispose();
    }

    private async Task<byte[]> RunAsync(RestRequest request, CancellationToken cancel)
    {
        using var span = DiscordMeter.Begin(request.Route, _options.Api);
        var began = _time.GetTimestamp();
        try
        {
            var body = await AskAsync(request, cancel);
            DiscordMeter.Answered(request.Route, span, null, _time.GetElapsedTime(began));
            return body;
        }
        catch (DiscordException e)
        {
            DiscordMeter.Answered(request.Route, span, e, _time.GetElapsedTime(began));
            throw;
        }
    }

    private async Task<byte[]> AskAsync(RestRequest request, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var route = request.Route;
        if (request.Body?.TooLarge() is { } problem)
            throw TooLarge(route, problem);
        var patience = request.Patience ?? _options.RateLimitPatience;
        var deadline = _limiter.Now + patience;
        var triesLeft = patience == TimeSpan.Zero ? 0 : _options.RequestTries - 1;
        var (tries, refusals) = (0, 0);
        long? ticket = null;
        RestAnswer? uncertain = null; // of a try that may have been done
        while (true)
        {
            RateLimiter.Place place;
            try
            {
                place = await TakePlaceAsync(route, deadline, ticket, cancel);
            }
            catch (DiscordException e) when (e.Fault == DiscordFault.RateLimited && uncertain is not null)
            {
                throw uncertain.ToException(route); // not "nothing was done"
            }
            ticket = place.Turn.Ticket;
            var answer = await TryOnceAsync(request, place, cancel);
            switch (RestTry.Decide(answer.Status, answer.MayHaveArrived, request.Repeatable, route.Method == HttpMethod.Delete, tries, triesLeft))
            {
                case RestVerdict.Succeed:
                    return answer.IsSuccess ? answer.Body : [];
                case RestVerdict.WaitAndRepeat:
                    var refusal = answer.Refusal!;
                    LogRefused(route, refusal.Scope, refusal.RetryAfter);
                    DiscordMeter.Refused(route, refusal.Scope);
                    if (++refusals >= MostRefusals || refusal.RetryAfter > deadline - _limiter.Now)
                        throw uncertain?.ToException(route) ?? TooLong(route, refusal.RetryAfter);
                    if (refusal.Scope == RefusalScope.Request || (refusal.Scope == RefusalScope.Bot && route.IsInteraction))
                        // Timers may be early by a tick.
                        await Task.Delay(refusal.RetryAfter + TimeSpan.FromMilliseconds(20), _time, cancel);
                    break;
                case RestVerdict.BackOffAndRepeat:
                    (tries, triesLeft) = (tries + 1, triesLeft - 1);
                    LogRepeating(route, answer.Problem, tries);
                    if (answer.MayHaveArrived && uncertain is null)
                    {
                        uncertain = answer;
                        if (request.RepeatableFor is { } most && _limiter.Now + most < deadline)
                            deadline = _limiter.Now + most;
                    }
                    await Task.Delay(Backoff.Delay(tries, _options.RetryFrom, TimeSpan.FromSeconds(30), Random.Shared.NextDouble()), _time, cancel);
                    break;
                default:
                    throw answer.ToException(route);
            }
        }
    }

    /// <summary>Waits for the bucket, the pauses and the global limit, in that order.</summary>
    private async Task<RateLimiter.Place> TakePlaceAsync(Route route, TimeSpan deadline, long? ticket, CancellationToken cancel)
    {
        ThrowIfHopeless(route);
        var (place, wait) = await _limiter.TakeAsync(route, Left(deadline), ticket, cancel);
        if (place is null)
            throw TooLong(route, wait);
        var taken = false;
        try
        {
            (taken, wait) = await _global.TakeAsync(route.IsInteraction, Left(deadline), cancel);
        }
        finally
        {
            if (!taken)
                _limiter.GiveBack(place);
        }
        if (!taken)
            throw TooLong(route, wait);
        try
        {
            ThrowIfHopeless(route); // others may have learnt it while this one waited
            return place;
        }
        catch (DiscordException)
        {
            _limiter.GiveBack(place);
            _global.Answered(route.IsInteraction);
            throw;
        }
    }

    private async Task<RestAnswer> TryOnceAsync(RestRequest request, RateLimiter.Place place, CancellationToken cancel)
    {
        var route = request.Route;
        var (reported, sent) = (false, true);
        using var patience = new CancellationTokenSource(_options.RequestTimeout + TimeSpan.FromSeconds((request.Body?.Length ?? 0) >> 16), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            using var message = new HttpRequestMessage(route.Method, _base + route.Path) { Content = request.Body?.ToContent() };
            if (!route.IsInteraction)
                message.Headers.TryAddWithoutValidation("Authorization", "Bot " + _options.Token);
            using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseContentRead, either.Token);
            var body = await response.Content.ReadAsByteArrayAsync(either.Token);
            reported = true;
            return Report(place, response, body);
        }
        catch (HttpRequestException e)
        {
            var arrived = e.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError);
            sent = arrived;
            return RestAnswer.None(arrived, e.Message, e);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or (InvalidOperationException and not ObjectDisposedException))
        {
            return RestAnswer.None(true, $"its answer cannot be unpacked: {e.Message}", e); // named gzip, and is not
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            return RestAnswer.None(true, $"no answer within {_options.RequestTimeout.TotalSeconds:0.#} s", e);
        }
        finally
        {
            if (!reported && sent)
                _limiter.Lost(place);
            else if (!reported)
                _limiter.GiveBack(place);
            _global.Answered(route.IsInteraction, lost: !reported);
        }
    }

    private RestAnswer Report(RateLimiter.Place place, HttpResponseMessage response, byte[] body)
    {
        var route = place.Route;
        var refusal = response.StatusCode == HttpStatusCode.TooManyRequests ? Refusal.Read(response.Headers, body) : null;
        if (refusal is { Scope: RefusalScope.Bot or RefusalScope.Address })
            _global.PauseFor(refusal.RetryAfter, interactionsToo: refusal.Scope == RefusalScope.Address);
        if (refusal?.IsInvalid ?? response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            _invalid.Add(_limiter.Now);
        // An interaction's token dies after 15 minutes, and a proxy's page says nothing about ours: those are other 401s.
        if (response.StatusCode == HttpStatusCode.Unauthorized && !route.IsInteraction && DiscordError.Read(response.StatusCode, body).IsDiscords)
            _tokenRefused = true;
        _limiter.Answered(place, RateLimitHeaders.Read(response.Headers), // last: it lets the next one go
            proves: refusal is null && (int)response.StatusCode < 500 && !RateLimitHeaders.Any(response.Headers),
            block: refusal is { Scope: RefusalScope.Bucket } ? refusal.RetryAfter : null);
        return new(response.StatusCode, body, refusal);
    }

    private void ThrowIfHopeless(Route route)
    {
        if (_tokenRefused && !route.IsInteraction)
            throw new DiscordException(DiscordFault.Refused, $"{route} was not sent: Discord refused the bot's token before. {Sentences.WrongToken}")
            {
                Status = HttpStatusCode.Unauthorized,
                Request = route.ToString(),
            };
        if (_invalid.IsSpent(_limiter.Now))
            throw new DiscordException(DiscordFault.RateLimited,
                $"{route} was not sent: Discord refused so many requests in the last ten minutes that more could get this address banned.")
            {
                Request = route.ToString(),
            };
    }

    private TimeSpan Left(TimeSpan deadline) => deadline - _limiter.Now is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    private static DiscordException TooLarge(Route route, string problem) =>
        new(DiscordFault.Refused, $"{route} was not sent: {problem}.")
        {
            Status = HttpStatusCode.RequestEntityTooLarge,
            Code = DiscordErrorCode.RequestTooLarge,
            Request = route.ToString(),
        };

    private static DiscordException TooLong(Route route, TimeSpan? wait) =>
        new(DiscordFault.RateLimited, wait is { } known
            ? $"{route} would have to wait {known.TotalSeconds:0.##} s for Discord's rate limit, longer than allowed."
            : $"{route} would have to wait for Discord's rate limit longer than allowed.")
        {
            RetryAfter = wait,
            Request = route.ToString(),
        };

    [LoggerMessage(LogLevel.Warning, "Discord's rate limit stopped {Route} ({Scope}) for {RetryAfter}.")]
    private partial void LogRefused(Route route, RefusalScope scope, TimeSpan retryAfter);

    [LoggerMessage(LogLevel.Warning, "{Route} failed ({Problem}); try {Tries} failed, repeating.")]
    private partial void LogRepeating(Route route, string problem, int tries);
}
