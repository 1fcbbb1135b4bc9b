using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Faults;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>Writes one answer of REST: as Discord does, or as a fault wants it.</summary>
internal sealed class AnswerWriter(HttpContext context)
{
    public IHeaderDictionary Headers => context.Response.Headers;

    /// <summary>What was written; 0 for nothing.</summary>
    public int Status { get; private set; }

    /// <summary>The JSON that was written; null for none.</summary>
    public JsonNode? Json { get; private set; }

    /// <summary>Whether it is a 429 that is nobody's fault.</summary>
    public bool IsShared { get; private set; }

    public async Task WriteAsync(int status, JsonNode? body)
    {
        context.Response.StatusCode = Status = status;
        Json = body;
        if (body is null)
            return;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body.ToJsonString(Wire.Json)), context.RequestAborted);
    }

    public Task Write429Async(string scope, TimeSpan wait, int? code = null)
    {
        var seconds = Math.Round(wait.TotalSeconds, 3);
        IsShared = scope == "shared";
        SetRetryAfter(wait);
        Headers["X-RateLimit-Scope"] = scope;
        if (scope == "global")
            Headers["X-RateLimit-Global"] = "true";
        var json = new JsonObject
        {
            ["message"] = IsShared ? "The resource is being rate limited." : "You are being rate limited.",
            ["retry_after"] = seconds,
            ["global"] = scope == "global",
        };
        if (code is not null)
            json["code"] = code;
        return WriteAsync(429, json);
    }

    /// <summary>A proxy's page.</summary>
    public async Task WriteHtmlAsync(int status, TimeSpan retryAfter)
    {
        context.Response.StatusCode = Status = status;
        context.Response.ContentType = "text/html; charset=UTF-8";
        if (status == 429)
            SetRetryAfter(retryAfter);
        await context.Response.WriteAsync($"<!DOCTYPE html><html><head><title>{status}</title></head><body>A proxy answered.</body></html>");
    }

    public async Task WriteFaultAsync(RestFault fault)
    {
        if (fault.Cut != Cut.None)
            context.Abort();
        else if (fault.Html)
            await WriteHtmlAsync(fault.Status!.Value, fault.RetryAfter);
        else if (fault.Status == 429)
            await Write429Async(fault.Scope, fault.RetryAfter, fault.Code);
        else
        {
            var error = fault.Status == 413 ? ApiError.TooLarge() : new ApiError(fault.Status!.Value, 0, $"{fault.Status}: Injected Fault");
            await WriteAsync(error.Status, new ApiError(error.Status, fault.Code ?? error.Code, fault.Message ?? error.Message).ToJson());
        }
    }

    /// <summary>Announces the whole answer, sends half of it and breaks the connection.</summary>
    public async Task WriteHalfAsync(Answer answer)
    {
        var bytes = Encoding.UTF8.GetBytes(answer.Body?.ToJsonString(Wire.Json) ?? "");
        if (bytes.Length > 0)
        {
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = bytes.Length;
            await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
        context.Abort();
    }

    private void SetRetryAfter(TimeSpan wait) =>
        Headers.RetryAfter = Math.Ceiling(Math.Round(wait.TotalSeconds, 3)).ToString(CultureInfo.InvariantCulture);
}
