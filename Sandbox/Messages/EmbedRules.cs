using System.Globalization;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Rest;

namespace ChatVideoBot.Sandbox.Messages;

/// <summary>Checks and tidies embeds (docs: resources/message, "Embed limits").</summary>
internal static class EmbedRules
{
    private const int MostOverAll = 6000;

    /// <summary>The embeds with only the fields that a bot may set; errors go into the form.</summary>
    public static JsonArray Read(Form message)
    {
        var all = new JsonArray();
        var characters = 0;
        foreach (var embed in message.Objects("embeds", 0, 10))
            all.Add((JsonNode)ReadOne(embed, ref characters));
        if (characters > MostOverAll)
            message.Wrong("embeds", "MAX_EMBED_SIZE_EXCEEDED", $"Embed size exceeds maximum size of {MostOverAll}");
        return all;
    }

    private static JsonObject ReadOne(Form embed, ref int characters)
    {
        var json = new JsonObject { ["type"] = "rich" };
        Put(json, "title", Counted(embed.Text("title", 0, 256, trim: true), ref characters));
        Put(json, "description", Counted(embed.Text("description", 0, 4096, trim: true), ref characters));
        Put(json, "url", embed.Url("url", attachments: false));
        if (embed.Integer("color", 0, 0xFFFFFF) is { } colour)
            json["color"] = colour;
        if (embed.Text("timestamp", 1, 64) is { } time)
        {
            if (DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
                json["timestamp"] = Guild.Iso.Write(parsed);
            else
                embed.Wrong("timestamp", "DATETIME_TYPE_PARSE", $"Could not parse {time}. Should be ISO8601.");
        }
        if (embed.Object("footer") is { } footer)
        {
            var one = new JsonObject();
            Put(one, "text", Counted(footer.Text("text", 1, 2048, required: true, trim: true), ref characters));
            Put(one, "icon_url", footer.Url("icon_url", attachments: true));
            json["footer"] = one;
        }
        if (embed.Object("author") is { } author)
        {
            var one = new JsonObject();
            Put(one, "name", Counted(author.Text("name", 1, 256, required: true, trim: true), ref characters));
            Put(one, "url", author.Url("url", attachments: false));
            Put(one, "icon_url", author.Url("icon_url", attachments: true));
            json["author"] = one;
        }
        foreach (var place in (string[])["image", "thumbnail"])
        {
            if (embed.Object(place) is { } media && media.Url("url", attachments: true, required: true) is { } url)
                json[place] = new JsonObject { ["url"] = url };
        }
        if (embed.Has("fields"))
        {
            var fields = new JsonArray();
            foreach (var field in embed.Objects("fields", 0, 25))
            {
                var one = new JsonObject();
                Put(one, "name", Counted(field.Text("name", 1, 256, required: true, trim: true), ref characters));
                Put(one, "value", Counted(field.Text("value", 1, 1024, required: true, trim: true), ref characters));
                one["inline"] = field.Bool("inline") ?? false;
                fields.Add((JsonNode)one);
            }
            json["fields"] = fields;
        }
        if (json.Count == 1 && !embed.Errors.Any)
            embed.Required("description");
        return json;
    }

    private static string? Counted(string? text, ref int characters)
    {
        characters += CodePoints.Count(text);
        return text;
    }

    private static void Put(JsonObject json, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            json[name] = text;
    }
}
