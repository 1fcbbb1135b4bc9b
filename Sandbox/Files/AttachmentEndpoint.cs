using ChatVideoBot.Sandbox.Guild;
using Microsoft.Net.Http.Headers;

namespace ChatVideoBot.Sandbox.Files;

/// <summary>Serves attachments as Discord's CDN does: only at signed addresses that have not expired, with ranges for films.</summary>
internal static class AttachmentEndpoint
{
    private const string Gone = "This content is no longer available.";

    public static async Task ServeAsync(HttpContext context, House house, AttachmentStore files)
    {
        var query = context.Request.Query;
        Attachment? file = null;
        if (Snowflakes.TryParse(context.Request.RouteValues["channel"]?.ToString(), out var channel)
            && Snowflakes.TryParse(context.Request.RouteValues["id"]?.ToString(), out var id)
            && files.IsSigned(channel, id, query["ex"], query["is"], query["hm"]))
        {
            lock (house.Gate)
                file = files.Find(id);
        }
        if (file is null || file.ChannelId != channel || file.FileName != context.Request.RouteValues["name"]?.ToString())
        {
            context.Response.StatusCode = 404;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(Gone);
            return;
        }

        var inPlace = ContentTypes.MayShowInPlace(file.ContentType);
        var headers = context.Response.Headers;
        var disposition = new ContentDispositionHeaderValue(inPlace ? "inline" : "attachment");
        disposition.SetHttpFileName(file.FileName);
        headers.ContentDisposition = disposition.ToString();
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.CacheControl = "private, max-age=3600";
        var served = Results.Bytes(file.Bytes, inPlace ? file.ContentType : "application/octet-stream", enableRangeProcessing: true,
            entityTag: new EntityTagHeaderValue($"\"{file.Id}\""));
        await served.ExecuteAsync(context);
    }
}
