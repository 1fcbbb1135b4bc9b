using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Rest;

namespace ChatVideoBot.Sandbox.Commands;

/// <summary>Checks a command's registration (docs: interactions/application-commands) and fills in what Discord fills in.</summary>
internal static partial class CommandForm
{
    private const int MostCharacters = 8000;
    private static readonly string[] Locales =
        ["en-US", "en-GB", "de", "fr", "es-ES", "es-419", "pt-BR", "it", "nl", "pl", "cs", "da", "fi", "sv-SE", "no", "hu", "ro", "bg", "el", "hr",
        "lt", "ru", "uk", "tr", "vi", "th", "hi", "id", "ja", "ko", "zh-CN", "zh-TW"];

    /// <summary>The command's body as reads return it; errors go into the form.</summary>
    public static JsonObject Read(Form form, bool ofGuild)
    {
        var characters = 0;
        var type = (int)(form.Integer("type", 1, 4) ?? 1);
        var json = new JsonObject { ["type"] = type };
        ReadName(form, json, slash: type == 1, ref characters);
        ReadDescription(form, json, type, ref characters);
        if (form.Text("default_member_permissions", 1, 20) is { } permissions)
        {
            if (!ulong.TryParse(permissions, out _))
                form.Wrong("default_member_permissions", "NUMBER_TYPE_COERCE", $"Value \"{permissions}\" is not int.");
            json["default_member_permissions"] = permissions;
        }
        else
            json["default_member_permissions"] = null;
        json["nsfw"] = form.Bool("nsfw") ?? false;
        if (!ofGuild)
        {
            json["dm_permission"] = form.Bool("dm_permission") ?? true;
            json["contexts"] = ReadNumbers(form, "contexts", 2);
            json["integration_types"] = ReadNumbers(form, "integration_types", 1) ?? new JsonArray(0);
        }
        if (type == 1 && form.Has("options"))
            json["options"] = ReadOptions(form, 0, ref characters);
        else if (type != 1 && form.List("options", 0, 0) is null && form.Has("options"))
            form.Wrong("options", "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS", "Context menu commands cannot have options");
        if (characters > MostCharacters)
            form.Errors.Add(form.Path, "APPLICATION_COMMAND_TOO_LARGE", $"Command exceeds maximum size ({MostCharacters})");
        return json;
    }

    private static void ReadName(Form form, JsonObject json, bool slash, ref int characters)
    {
        var name = form.Text("name", 1, 32, required: true);
        if (name is not null && slash && !IsSlashName(name))
            form.Wrong("name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
        json["name"] = name;
        characters += Math.Max(CodePoints.Count(name), ReadLocalizations(form, json, "name_localizations", 32, slash));
    }

    private static void ReadDescription(Form form, JsonObject json, int type, ref int characters)
    {
        if (type == 1)
            json["description"] = form.Text("description", 1, 100, required: true);
        else
        {
            if (form.Has("description") && form.Json["description"]!.ToString().Length > 0)
                form.Wrong("description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", "Context menu commands cannot have a description");
            json["description"] = "";
        }
        var localized = ReadLocalizations(form, json, "description_localizations", 100, slash: false);
        characters += Math.Max(CodePoints.Count(json["description"]?.ToString()), localized);
    }

    private static int ReadLocalizations(Form form, JsonObject json, string field, int most, bool slash)
    {
        json[field] = null;
        var longest = 0;
        if (form.Object(field) is not { } all)
            return longest;
        foreach (var (locale, _) in all.Json)
        {
            if (!Locales.Contains(locale))
                all.Wrong(locale, "ENUM_TYPE_COERCE", $"Value \"{locale}\" is not a valid enum value.");
            else if (all.Text(locale, 1, most, required: true) is { } text)
            {
                longest = Math.Max(longest, CodePoints.Count(text));
                if (slash && !IsSlashName(text))
                    all.Wrong(locale, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
            }
        }
        json[field] = all.Json.DeepClone();
        return longest;
    }

    private static JsonArray? ReadNumbers(Form form, string name, int most)
    {
        if (form.List(name, 1, most + 1) is not { } list)
            return null;
        foreach (var (i, number) in list.Index())
        {
            if (number is not JsonValue value || !value.TryGetValue(out int n) || n < 0 || n > most)
                form.Errors.Add($"{form.At(name)}.{i}", "BASE_TYPE_CHOICES",
                    $"Value must be one of ({string.Join(", ", Enumerable.Range(0, most + 1))}).");
        }
        return (JsonArray)list.DeepClone();
    }

    private static bool IsSlashName(string name) => name == name.ToLowerInvariant() && name.EnumerateRunes().All(IsOfSlashName);

    // [-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}] by code points: a .NET pattern sees halves of the letters beyond U+FFFF, and blocks instead of scripts.
    private static bool IsOfSlashName(Rune rune) => rune.Value is '-' or '_' or '\'' or (>= 0x0900 and <= 0x097F) or (>= 0x0E00 and <= 0x0E7F)
        || Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
}
