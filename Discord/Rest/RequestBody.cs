using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Discord.Rest;

/// <summary>A request's JSON and files. Makes fresh content for each try, because content is used up by sending.</summary>
internal sealed class RequestBody
{
    /// <summary>Bytes of a whole request, everything counted: Discord docs, resources/message.mdx, "Create Message".</summary>
    private const long Most = 25 << 20;

    private readonly byte[] _json;
    private readonly IReadOnlyList<FileUpload> _files;

    private RequestBody(byte[] json, IReadOnlyList<FileUpload> files) => (_json, _files) = (json, files);

    /// <summary>Bytes to upload, near enough.</summary>
    public long Length => _json.Length + _files.Sum(file => (long)file.Bytes.Length);

    public static RequestBody Json<T>(T value, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToUtf8Bytes(value, type), []);

    public static RequestBody Of(MessageCreate message)
    {
        var listed = message with { Attachments = Listed(message.Attachments, message.Files) };
        return new(JsonSerializer.SerializeToUtf8Bytes(listed, DiscordJson.Default.MessageCreate), message.Files);
    }

    public static RequestBody Of(MessageEdit edit)
    {
        var listed = edit with { Attachments = Listed(edit.Attachments, edit.Files) };
        return new(JsonSerializer.SerializeToUtf8Bytes(listed, DiscordJson.Default.MessageEdit), edit.Files);
    }

    public static RequestBody Of(InteractionResponse response)
    {
        var files = response.Data?.Files ?? [];
        if (response.Data is { } data)
            response = response with { Data = data with { Attachments = Listed(data.Attachments, files) } };
        return new(JsonSerializer.SerializeToUtf8Bytes(response, DiscordJson.Default.InteractionResponse), files);
    }

    /// <summary>A sentence when Discord would refuse it for its size alone.</summary>
    public string? TooLarge()
    {
        if (Length < Most - 64 * 1024) // far from it, whatever the frame around the parts
            return null;
        using var content = ToContent();
        return content.Headers.ContentLength is { } whole && whole > Most
            ? $"the request has {whole:N0} bytes with its {_files.Count} files, and Discord takes {Most:N0} (25 MiB): send fewer or smaller files"
            : null;
    }

    public HttpContent ToContent()
    {
        var json = new ByteArrayContent(_json);
        json.Headers.ContentType = new("application/json");
        if (_files.Count == 0)
            return json;
        var form = new MultipartFormDataContent();
        Add(form, json, "payload_json", null);
        for (var n = 0; n < _files.Count; n++)
        {
            var file = new ReadOnlyMemoryContent(_files[n].Bytes);
            file.Headers.ContentType = MediaTypeHeaderValue.TryParse(_files[n].ContentType, out var type) ? type : new("application/octet-stream");
            Add(form, file, $"files[{n}]", SafeName(_files[n].Name));
        }
        return form;
    }

    /// <summary>The attachments to keep, then the new files by their n: on an edit, what is not listed is removed.</summary>
    private static IReadOnlyList<AttachmentRequest>? Listed(IReadOnlyList<AttachmentRequest>? kept, IReadOnlyList<FileUpload> files) =>
        files.Count == 0 ? kept : [.. kept ?? [], .. files.Select((file, n) => new AttachmentRequest
        {
            Id = new((ulong)n),
            Filename = SafeName(file.Name),
            Description = file.Description,
            IsSpoiler = file.IsSpoiler ? true : null,
        })];

    /// <summary>
    /// .NET writes a name without quotes, and one beyond ASCII in an encoding that Discord does not read: so both are done here.
    /// </summary>
    private static void Add(MultipartFormDataContent form, HttpContent part, string name, string? fileName)
    {
        part.Headers.ContentDisposition = new("form-data") { Name = $"\"{name}\"", FileName = fileName is null ? null : $"\"{fileName}\"" };
        form.Add(part);
    }

    private static string SafeName(string name)
    {
        var safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' ? c : '_'));
        return safe.Length == 0 ? "file" : safe.Length > 100 ? safe[^100..] : safe;
    }
}
