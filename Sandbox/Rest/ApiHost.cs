using System.Text.RegularExpressions;
using ChatVideoBot.Sandbox.Faults;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>
/// Takes each request of <c>/api</c> through faults, token, limits and body to its route, and writes the answer as Discord does.
/// </summary>
internal sealed partial class ApiHost(House house, ApiRouter router, RateLimits limits, FaultBox faults)
{
    /// <summary>The most bytes of a whole request (docs: resources/message, "Create Message").</summary>
    private const long MostBytes = 25 << 20;

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers["Via"] = "1.1 sandbox";
        var writer = new AnswerWriter(context);
        try
        {
            var path = PathWithoutVersion(context.Request.Path.Value ?? "");
            await AnswerAsync(context, path, writer);
        }
        catch (ApiError e)
        {
            await writer.WriteAsync(e.Status, e.ToJson());
        }
        if (writer is { Status: 401 or 403 or 429, IsShared: false })
        {
            lock (house.Gate)
                limits.CountInvalid();
        }
    }

    private async Task AnswerAsync(HttpContext context, string path, AnswerWriter writer)
    {
        var method = context.Request.Method;
        Application? bot;
        RestFault? fault;
        TimeSpan? banned;
        lock (house.Gate)
        {
            bot = BotOf(context.Request.Headers.Authorization.ToString());
            fault = faults.Take(method, path, bot?.Id ?? WebhookOf(path));
            banned = limits.Banned(house.Options.InvalidRequests);
        }
        if (banned is { } rest)
        {
            await writer.WriteHtmlAsync(429, rest);
            return;
        }
        if (fault is { Instead: true })
        {
            await RequestBody.ReadAsync(context, MostBytes);
            await WaitAsync(context, fault);
            await writer.WriteFaultAsync(fault);
            return;
        }

        RequestBody? body = null;
        Answer answer;
        try
        {
            var (route, parameters) = router.Find(method, path);
            if (route.Access == Access.Bot && bot is null)
                throw ApiError.Unauthorized();
            if (!await WithinLimitsAsync(writer, bot, route, parameters))
            {
                house.Options.Answered?.Invoke(new AnsweredRequest(method, path, null, writer.Status, writer.Json));
                return;
            }
            body = await RequestBody.ReadAsync(context, MostBytes);
            var call = new ApiCall(bot, context.Request.Query, parameters, body);
            lock (house.Gate)
                answer = route.Handle(call);
        }
        catch (ApiError e)
        {
            answer = new Answer(e.Status, e.ToJson());
        }
        house.Options.Answered?.Invoke(new AnsweredRequest(method, path, body?.Json, answer.Status, answer.Body));
        if (fault is not null)
            await WaitAsync(context, fault);
        if (fault is null or { Status: null, Cut: Cut.None })
            await writer.WriteAsync(answer.Status, answer.Body);
        else if (fault.Cut == Cut.Body)
            await writer.WriteHalfAsync(answer);
        else
            await writer.WriteFaultAsync(fault);
    }

    private Application? BotOf(string authorization) =>
        authorization.StartsWith("Bot ", StringComparison.Ordinal) ? house.FindByToken(authorization[4..]) : null;

    // Answers to interactions carry no token, but the webhook's address names the application.
    private static ulong? WebhookOf(string path) =>
        path.Split('/', 4) is ["", "webhooks", var id, ..] && Snowflakes.TryParse(id, out var application) ? application : null;

    private async Task WaitAsync(HttpContext context, RestFault fault)
    {
        if (fault.Delay > TimeSpan.Zero)
            await Task.Delay(fault.Delay, house.Options.SocketTime, context.RequestAborted);
    }

    private async Task<bool> WithinLimitsAsync(AnswerWriter writer, Application? bot, ApiRoute route, IReadOnlyDictionary<string, string> parameters)
    {
        if (!house.Options.RateLimits)
            return true;
        TimeSpan? wait = null;
        BucketState? bucket = null;
        lock (house.Gate)
        {
            if (route.Access != Access.Interaction)
                wait = limits.CountGlobal(bot?.Id ?? 0);
            if (wait is null && route.Limit is { } limit)
                bucket = limits.Count(route.Access == Access.Interaction ? 0 : bot?.Id ?? 0, route.Bucket, route.MajorOf(parameters), limit);
        }
        bucket?.WriteTo(writer.Headers);
        if (wait is { } left)
            await writer.Write429Async("global", left);
        else if (bucket is { Exceeded: true })
            await writer.Write429Async("user", bucket.ResetAfter);
        else
            return true;
        return false;
    }

    private static string PathWithoutVersion(string path)
    {
        var match = Prefix().Match(path);
        if (match.Groups[1].Success && match.Groups[1].Value is not ("9" or "10"))
            throw new ApiError(400, 50041, "Invalid API version");
        return path[match.Length..];
    }

    [GeneratedRegex(@"^/api(?:/v(\d+))?(?=/|$)")]
    private static partial Regex Prefix();
}
