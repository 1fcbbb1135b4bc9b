using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Files;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>A request's JSON, from the body itself or from a form's <c>payload_json</c>, and the form's files.</summary>
internal sealed record RequestBody(JsonNode? Json, IReadOnlyList<UploadedFile> Files)
{
    /// <exception cref="ApiError">Too large, of no type that is understood, or not JSON.</exception>
    public static async Task<RequestBody> ReadAsync(HttpContext context, long mostBytes)
    {
        var request = context.Request;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null; // a client that is refused while it still sends sees a broken pipe and not the answer
        if (request.ContentLength is 0 || (request.ContentLength is null && !request.Headers.ContainsKey("Transfer-Encoding")))
            return new RequestBody(null, []);

        var bytes = await ReadAllAsync(request.Body, mostBytes, context.RequestAborted);
        if (bytes.Length == 0)
            return new RequestBody(null, []);
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type);
        if (type?.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) is true)
            return new RequestBody(Parse(bytes), []);
        if (type?.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) is true && type.Boundary.Length > 0)
        {
            var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
            return await ReadFormAsync(new MemoryStream(bytes, writable: false), boundary, context.RequestAborted);
        }
        throw FormErrors.Of("", "CONTENT_TYPE_INVALID",
            "Expected \"Content-Type\" header to be one of {'application/json', 'multipart/form-data'}.");
    }

    /// <summary>A body that is JSON whatever its Content-Type says.</summary>
    public static async Task<RequestBody> ReadTextAsync(HttpContext context, long mostBytes) =>
        new(Parse(await ReadAllAsync(context.Request.Body, mostBytes, context.RequestAborted)), []);

    private static async Task<byte[]> ReadAllAsync(Stream body, long mostBytes, CancellationToken cancel)
    {
        using var all = new MemoryStream();
        var buffer = new byte[81920];
        long length = 0;
        for (int read; (read = await body.ReadAsync(buffer, cancel)) > 0;)
        {
            length += read;
            if (length <= mostBytes)
                all.Write(buffer, 0, read);
            else if (length > mostBytes * 4)
                break;
        }
        return length <= mostBytes ? all.ToArray() : throw ApiError.TooLarge();
    }

    private static async Task<RequestBody> ReadFormAsync(Stream body, string boundary, CancellationToken cancel)
    {
        var reader = new MultipartReader(boundary, body);
        var files = new List<UploadedFile>();
        var fields = new JsonObject();
        JsonNode? json = null;
        try
        {
            while (await reader.ReadNextSectionAsync(cancel) is { } section)
            {
                using var content = new MemoryStream();
                await section.Body.CopyToAsync(content, cancel);
                var (name, fileName) = PartHeader.Read(section.ContentDisposition);
                if (name == "payload_json")
                    json = Parse(content.ToArray());
                else if (fileName.Length > 0)
                    files.Add(new UploadedFile(NumberOf(name) ?? files.Count, fileName, content.ToArray()));
                else
                    fields[name] = Encoding.UTF8.GetString(content.ToArray());
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw FormErrors.Of("", "MULTIPART_INVALID", "The multipart body is malformed.");
        }
        return new RequestBody(json ?? (fields.Count > 0 ? fields : null), files); // without payload_json the fields stand for themselves
    }

    // files[3]; old clients say file3 or file.
    private static int? NumberOf(string name) =>
        int.TryParse(name.Replace("files[", "").Replace("file", "").TrimEnd(']'), out var number) && number >= 0 ? number : null;

    private static JsonNode? Parse(byte[] bytes)
    {
        try
        {
            return Wire.Parse(bytes);
        }
        catch (JsonException)
        {
            throw ApiError.BadJson();
        }
    }
}
