using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ChatVideoBot.Inference.Tokenizers;

namespace ChatVideoBot.Inference.CommandLine;

/// <summary><c>tokenize tokenizer.json</c>: <c>{"text"}</c> lines in, <c>{"ids"}</c> lines out.</summary>
internal static class TokenizeCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task RunAsync(IEnumerable<string> line, CancellationToken cancel)
    {
        var file = Arguments.Read(line).Exactly(1, "tokenize models/pocket/tokenizer/tokenizer.json")[0];
        if (file.Length == 0 || file.Contains('\0'))
            throw new UsageException("tokenize needs a file, for example models/pocket/tokenizer/tokenizer.json.");
        var tokenizer = Load(file);
        using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        await using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
        for (var number = 1; await ReadLineAsync() is { } text; number++)
        {
            if (text.Length == 0)
                continue;
            await output.WriteLineAsync(JsonSerializer.Serialize(new { ids = tokenizer.Encode(Text(text, number)) }, Json));
        }

        // A read of the standard input cannot be cancelled: it is left behind when the program ends.
        Task<string?> ReadLineAsync() => Task.Run(() => input.ReadLineAsync(cancel).AsTask(), cancel).WaitAsync(cancel);
    }

    private static Tokenizer Load(string file)
    {
        try
        {
            return Tokenizer.Load(file);
        }
        catch (Exception e) when (e is TokenizerException or IOException or UnauthorizedAccessException)
        {
            throw new ModelException(e.Message.TrimEnd('.') + ".", e);
        }
    }

    private static string Text(string line, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.GetProperty("text").GetString() ?? "";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ModelException($"Line {number} is not {{\"text\": \"…\"}}.", e);
        }
    }
}
