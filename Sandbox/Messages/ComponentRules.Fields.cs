using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Rest;

namespace ChatVideoBot.Sandbox.Messages;

// What each type of component holds.
internal sealed partial class ComponentRules
{
    private void ReadFields(Form one, JsonObject json, ComponentType type, bool labelled)
    {
        switch (type)
        {
            case ComponentType.ActionRow:
                ReadRow(one, json);
                break;
            case ComponentType.Button:
                ReadButton(one, json);
                break;
            case ComponentType.StringSelect or ComponentType.UserSelect or ComponentType.RoleSelect or ComponentType.MentionableSelect
                or ComponentType.ChannelSelect:
                ReadSelect(one, type);
                break;
            case ComponentType.TextInput:
                CustomId(one);
                if (Whole(one, "style", 1, 2, required: true) is null && !one.Has("style"))
                    break;
                one.Text("label", 1, 45, required: !labelled);
                Whole(one, "min_length", 0, 4000);
                Whole(one, "max_length", 1, 4000);
                one.Text("value", 0, 4000);
                one.Text("placeholder", 0, 100);
                one.Bool("required");
                break;
            case ComponentType.Section:
                json["components"] = ReadMany(one, "components", [ComponentType.TextDisplay], 1, 3);
                if (one.Object("accessory", required: true) is { } accessory)
                    json["accessory"] = ReadOne(accessory, [ComponentType.Button, ComponentType.Thumbnail]);
                break;
            case ComponentType.TextDisplay:
                _characters += CodePoints.Count(one.Text("content", 1, 4000, required: true));
                break;
            case ComponentType.Thumbnail:
                Media(one, "media", attachmentOnly: false);
                one.Text("description", 0, 1024);
                break;
            case ComponentType.MediaGallery:
                foreach (var item in one.Objects("items", 1, 10, required: true))
                {
                    Media(item, "media", attachmentOnly: false);
                    item.Text("description", 0, 1024);
                    item.Bool("spoiler");
                }
                break;
            case ComponentType.File:
                Media(one, "file", attachmentOnly: true);
                break;
            case ComponentType.Separator:
                one.Bool("divider");
                Whole(one, "spacing", 1, 2);
                break;
            case ComponentType.Container:
                Whole(one, "accent_color", 0, 0xFFFFFF);
                json["components"] = ReadMany(one, "components", [.. TopOfV2.Where(t => t != ComponentType.Container)], 1, MostInAll);
                break;
            case ComponentType.Label:
                one.Text("label", 1, 45, required: true);
                one.Text("description", 0, 100);
                if (one.Object("component", required: true) is { } component)
                    json["component"] = ReadOne(component, InLabel, labelled: true);
                break;
            case ComponentType.FileUpload:
                CustomId(one);
                Whole(one, "min_values", 0, 10);
                Whole(one, "max_values", 1, 10);
                break;
            case ComponentType.RadioGroup or ComponentType.CheckboxGroup:
                CustomId(one);
                ReadOptions(one, type == ComponentType.RadioGroup ? 2 : 1, 10);
                break;
            case ComponentType.Checkbox:
                CustomId(one);
                break;
        }
    }

    private void ReadRow(Form row, JsonObject json)
    {
        ComponentType[] allowed = _place == ComponentPlace.Modal ? [ComponentType.TextInput] : [ComponentType.Button, .. Selects];
        var inside = ReadMany(row, "components", allowed, 1, 5);
        json["components"] = inside;
        var wide = inside.Count(c => c?["type"]?.ToString() is not "2");
        if (wide > 1 || (wide == 1 && inside.Count > 1))
            row.Wrong("components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width");
    }

    private void ReadButton(Form button, JsonObject json)
    {
        var style = Whole(button, "style", 1, 6, required: true);
        button.Bool("disabled");
        button.Text("label", 0, 80);
        if (style is 5)
        {
            if (button.Text("url", 1, 512, required: true) is { } url && !Uri.TryCreate(url, UriKind.Absolute, out _))
                button.Wrong("url", "URL_TYPE_INVALID_URL", "Not a well formed URL.");
            if (button.Has("custom_id"))
                button.Wrong("custom_id", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified");
        }
        else if (style is 6)
            button.Snowflake("sku_id", required: true);
        else if (style is not null)
        {
            CustomId(button);
            if (button.Has("url"))
                button.Wrong("url", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified");
        }
        if (style is not (null or 6) && !button.Has("label") && !button.Has("emoji"))
            button.Wrong("label", "BUTTON_COMPONENT_INVALID_EMOJI_OR_LABEL", "A button must have a label or an emoji");
        Emoji(button);
        json["disabled"] ??= false;
    }

    private void ReadSelect(Form select, ComponentType type)
    {
        CustomId(select);
        select.Text("placeholder", 0, 150);
        var least = Whole(select, "min_values", 0, 25) ?? 1;
        var most = Whole(select, "max_values", 1, 25) ?? 1;
        if (least > most)
            select.Wrong("min_values", "NUMBER_TYPE_MAX", "min_values must not be greater than max_values");
        if (_place == ComponentPlace.Modal && select.Bool("disabled") is true)
            select.Wrong("disabled", "COMPONENT_DISABLED_IN_MODAL", "A component of a modal cannot be disabled");
        if (type == ComponentType.StringSelect)
            ReadOptions(select, 1, 25);
        else
            ReadDefaults(select, type, least, most);
    }

    private static void ReadDefaults(Form select, ComponentType type, long least, long most)
    {
        string[] kinds = type switch
        {
            ComponentType.UserSelect => ["user"],
            ComponentType.RoleSelect => ["role"],
            ComponentType.ChannelSelect => ["channel"],
            _ => ["user", "role"],
        };
        var chosen = select.Objects("default_values", 0, 25);
        if (chosen.Count > 0 && (chosen.Count < least || chosen.Count > most))
            select.Wrong("default_values", "SELECT_COMPONENT_DEFAULT_VALUES_OUT_OF_RANGE", "The number of default values must be between min_values and max_values");
        foreach (var one in chosen)
        {
            one.Snowflake("id", required: true);
            if (one.Text("type", 1, 20, required: true) is { } kind && !kinds.Contains(kind))
                one.Wrong("type", "BASE_TYPE_CHOICES", $"Value must be one of {{{string.Join(", ", kinds.Select(name => $"'{name}'"))}}}.");
        }
    }

    private static void ReadOptions(Form owner, int least, int most)
    {
        var values = new HashSet<string>();
        foreach (var option in owner.Objects("options", least, most, required: true))
        {
            option.Text("label", 1, 100, required: true);
            option.Text("description", 0, 100);
            if (option.Text("value", 1, 100, required: true) is { } value && !values.Add(value))
                option.Wrong("value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used");
            Emoji(option);
        }
    }

    // A unicode emoji by its name, or a custom one by its id.
    private static void Emoji(Form owner)
    {
        if (owner.Object("emoji") is not { } emoji)
            return;
        var name = emoji.Text("name", 0, 32);
        if (emoji.Snowflake("id") is null && (string.IsNullOrEmpty(name) || name.All(char.IsAscii)))
            emoji.Wrong("name", "COMPONENT_INVALID_EMOJI", "Invalid emoji");
    }

    private void CustomId(Form one)
    {
        if (one.Text("custom_id", 1, 100, required: true) is { } id && !_customIds.Add(id))
            one.Wrong("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
    }

    private void Media(Form one, string name, bool attachmentOnly)
    {
        if (one.Object(name, required: true) is not { } media || media.Url("url", attachments: true, required: true) is not { } url)
            return;
        if (url.StartsWith("attachment://", StringComparison.Ordinal))
            ShownFiles.Add((media.At("url"), url["attachment://".Length..]));
        else if (attachmentOnly)
            media.Wrong("url", "URL_TYPE_INVALID_SCHEME", "Scheme must be 'attachment'.");
    }
}
