using System.Text.RegularExpressions;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>
/// What a form part's Content-Disposition says, read more leniently than the standard: names stand with and without quotes.
/// </summary>
internal sealed partial record PartHeader(string Name, string FileName)
{
    public static PartHeader Read(string? disposition)
    {
        string name = "", fileName = "", encoded = "";
        foreach (Match field in Field().Matches(disposition ?? ""))
        {
            var value = field.Groups["quoted"].Success ? field.Groups["quoted"].Value.Replace("\\\"", "\"") : field.Groups["bare"].Value.Trim();
            switch (field.Groups["name"].Value.ToLowerInvariant())
            {
                case "name":
                    name = value;
                    break;
                case "filename":
                    fileName = value;
                    break;
                case "filename*" when value.Split('\'', 3) is [_, _, var text]:
                    encoded = Uri.UnescapeDataString(text);
                    break;
            }
        }
        return new PartHeader(name, encoded.Length > 0 ? encoded : fileName);
    }

    [GeneratedRegex(""";\s*(?<name>[\w*-]+)\s*=\s*(?:"(?<quoted>(?:[^"\\]|\\.)*)"|(?<bare>[^;]*))""")]
    private static partial Regex Field();
}
