using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
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
        try
        {
            await AnswerAsync(context);
        }
        catch (ApiError e)
        {
            await WriteAsync(context, e.Status, e.ToJson());
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var method = context.Request.Method;
        var path = PathWithoutVersion(context.Request.Path.Value ?? "");
        RestFault? fault;
        lock (house.Gate)
            fault = faults.Take(method, path);
        if (fault is { AfterHandling: false })
        {
            await RequestBody.ReadAsync(context, MostBytes);
            await WriteFaultAsync(context, fault);
            return;
        }

        var (route, parameters) = router.Find(method, path);
        if (route.Access == Access.Bot && context.Request.Headers.Authorization.ToString() != $"Bot {house.Options.Token}")
            throw ApiError.Unauthorized();
        if (!await WithinLimitsAsync(context, route, parameters))
            return;

        var call = new ApiCall(context.Request.Query, parameters, await RequestBody.ReadAsync(context, MostBytes));
        Answer answer;
        lock (house.Gate)
            answer = route.Handle(call);
        if (fault is not null)
            await WriteFaultAsync(context, fault);
        else
            await WriteAsync(context, answer.Status, answer.Body);
    }

    private async Task<bool> WithinLimitsAsync(HttpContext context, ApiRoute route, IReadOnlyDictionary<string, string> parameters)
    {
        if (!house.Options.RateLimits)
            return true;
        TimeSpan? wait = null;
        BucketState? bucket = null;
        lock (house.Gate)
        {
            if (route.Access != Access.Interaction)
                wait = limits.CountGlobal();
            if (wait is null && route.Limit is { } limit)
                bucket = limits.Count(route.Bucket, route.MajorOf(parameters), limit);
        }
        bucket?.WriteTo(context.Response.Headers);
        if (wait is { } left)
            await Write429Async(context, "global", left);
        else if (bucket is { Exceeded: true })
            await Write429Async(context, "user", bucket.ResetAfter);
        else
            return true;
        return false;
    }

    private static async Task WriteFaultAsync(HttpContext context, RestFault fault)
    {
        if (fault.Html)
        {
            context.Response.StatusCode = fault.Status;
            context.Response.ContentType = "text/html; charset=UTF-8";
            if (fault.Status == 429)
                context.Response.Headers.RetryAfter = Math.Ceiling(fault.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await context.Response.WriteAsync($"<!DOCTYPE html><html><head><title>{fault.Status}</title></head><body>A proxy answered.</body></html>");
        }
        else if (fault.Status == 429)
            await Write429Async(context, fault.Scope, fault.RetryAfter);
        else
        {
            var error = fault.Status == 413 ? ApiError.TooLarge() : new ApiError(fault.Status, 0, $"{fault.Status}: Injected Fault");
            await WriteAsync(context, fault.Status, error.ToJson());
        }
    }

    private static Task Write429Async(HttpContext context, string scope, TimeSpan wait)
    {
        var seconds = Math.Round(wait.TotalSeconds, 3);
        context.Response.Headers.RetryAfter = Math.Ceiling(seconds).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["X-RateLimit-Scope"] = scope;
        if (scope == "global")
            context.Response.Headers["X-RateLimit-Global"] = "true";
        return WriteAsync(context, 429, new JsonObject
        {
            ["message"] = scope == "shared" ? "The resource is being rate limited." : "You are being rate limited.",
            ["retry_after"] = seconds,
            ["global"] = scope == "global",
        });
    }

    private static async Task WriteAsync(HttpContext context, int status, JsonNode? body)
    {
        context.Response.StatusCode = status;
        if (body is null)
            return;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body.ToJsonString(Wire.Json)), context.RequestAborted);
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
