using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Commands;
using ChatVideoBot.Sandbox.Files;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Messages;
using ChatVideoBot.Sandbox.Page;

namespace ChatVideoBot.Sandbox.Interactions;

/// <summary>Turns what a person does at the page into an interaction, after the checks that Discord's client and server make.</summary>
internal sealed class InteractionStarter(House house, InteractionDesk desk, AttachmentStore files, MessageWriter writer)
{
    /// <exception cref="PageError">It is not possible, with the reason.</exception>
    public Interaction Start(User user, JsonObject request, IReadOnlyList<UploadedFile> uploads)
    {
        var channel = Snowflakes.TryParse(request["channel_id"]?.ToString(), out var id) ? house.FindChannel(id) : null;
        if (channel is null || channel.Type == ChannelType.GuildCategory || !house.CanView(user.Id, channel))
            throw new PageError(404, "There is no such channel, or you cannot see it.");
        var data = request["data"] as JsonObject ?? throw new PageError(400, "data is missing.");
        Resolved For(Application bot) => new(house, files, bot, user, channel, uploads);
        var interaction = request["type"]?.ToString() switch
        {
            "2" => Command(user, channel, data, For, autocomplete: false),
            "4" => Command(user, channel, data, For, autocomplete: true),
            "3" => Component(user, channel, request, data, For),
            "5" => Modal(user, data, For),
            _ => throw new PageError(400, "type must be 2 (command), 3 (component), 4 (autocomplete) or 5 (form)."),
        };
        desk.Start(interaction);
        return interaction;
    }

    private Interaction Command(User user, ChatChannel channel, JsonObject data, Func<Application, Resolved> resolvedFor, bool autocomplete)
    {
        var command = Snowflakes.TryParse(data["id"]?.ToString(), out var id)
            ? house.Applications.Select(a => a.Commands.Find(id)).FirstOrDefault(c => c is not null) : null;
        var bot = command is null ? null : house.FindApplication(command.Application);
        if (command is null || bot is null || !IsHere(bot, command, channel))
            throw new PageError(404, "This command is outdated, please try again in a few minutes.");
        CheckAllowed(user, channel, command);
        var resolved = resolvedFor(bot);
        var reader = new OptionReader(bot, writer, channel, resolved);
        var (options, name) = reader.Options(command, data["options"] as JsonArray ?? [], autocomplete);
        var sent = new JsonObject { ["id"] = command.Id.ToString(), ["name"] = command.Name, ["type"] = command.Type };
        if (command.Guild is { } guild)
            sent["guild_id"] = guild.ToString();
        ulong? target = null;
        if (command.Type is 2 or 3)
            sent["target_id"] = (target = reader.Target(command.Type, data["target_id"]?.ToString(), user)).ToString();
        else if (options.Count > 0)
            sent["options"] = options;
        if (resolved.Json.Count > 0)
            sent["resolved"] = resolved.Json;

        return New(bot, user, channel, autocomplete ? InteractionType.Autocomplete : InteractionType.Command, sent, command: command, name: name, target: target,
            choices: autocomplete ? new TaskCompletionSource<JsonArray?>(TaskCreationOptions.RunContinuationsAsynchronously) : null);
    }

    // A guild's command only there; any only where its bot is.
    private static bool IsHere(Application bot, Command command, ChatChannel channel) => channel.Guild is { } guild
        ? bot.Guilds.Contains(guild) && (command.Guild is null || command.Guild == guild.Id)
        : channel.Application == bot;

    private void CheckAllowed(User user, ChatChannel channel, Command command)
    {
        var may = house.PermissionsOf(user.Id, channel);
        if (!may.HasFlag(Permission.UseApplicationCommands))
            throw new PageError(403, "You do not have permission to use application commands here.");
        if (command.Body["default_member_permissions"]?.ToString() is { } bits && ulong.TryParse(bits, out var needed) && !channel.IsDm
            && (needed == 0 ? !may.HasFlag(Permission.Administrator) : ((ulong)may & needed) != needed))
            throw new PageError(403, "You do not have permission to use this command.");
        if (command.Body["nsfw"]?.GetValue<bool>() is true && !channel.Nsfw)
            throw new PageError(403, "This command can only be used in an age-restricted channel.");
        var contexts = command.Body["contexts"] as JsonArray;
        if (channel.IsDm && (command.Guild is not null || command.Body["dm_permission"]?.GetValue<bool>() is false
            || (contexts is not null && !contexts.Any(c => c?.GetValue<int>() == 1))))
            throw new PageError(403, "This command cannot be used in direct messages.");
        if (!channel.IsDm && contexts is not null && !contexts.Any(c => c?.GetValue<int>() == 0))
            throw new PageError(403, "This command cannot be used in a server.");
    }

    private Interaction Component(User user, ChatChannel channel, JsonObject request, JsonObject data, Func<Application, Resolved> resolvedFor)
    {
        var message = Snowflakes.TryParse(request["message_id"]?.ToString(), out var id) ? channel.Find(id) : null;
        if (message is null || (message.EphemeralFor is { } only && only != user.Id))
            throw new PageError(404, "There is no such message.");
        var customId = data["custom_id"]?.ToString();
        var component = ComponentTree.All(message.Components).FirstOrDefault(c => customId is not null && c["custom_id"]?.ToString() == customId)
            ?? throw new PageError(404, "The message has no such component (any more).");
        if (component["disabled"]?.GetValue<bool>() is true)
            throw new PageError(400, "That component is disabled.");
        if (house.FindApplication(message.Author.Id) is not { } bot)
            throw new PageError(404, "The application is gone.");
        var resolved = resolvedFor(bot);
        var type = component["type"]!.GetValue<int>();
        var sent = new JsonObject { ["component_type"] = type, ["custom_id"] = customId, ["id"] = component["id"]?.DeepClone() };
        if (type != (int)ComponentType.Button)
            sent["values"] = new EntryReader(resolved).SelectValues(component, data["values"] as JsonArray ?? []);
        if (resolved.Json.Count > 0)
            sent["resolved"] = resolved.Json;
        return New(bot, user, channel, InteractionType.Component, sent, source: message);
    }

    private Interaction Modal(User user, JsonObject data, Func<Application, Resolved> resolvedFor)
    {
        var opener = desk.FindModal(user.Id, data["custom_id"]?.ToString()) ?? throw new PageError(404, "This form is no longer open.");
        var resolved = resolvedFor(opener.Bot);
        var sent = new JsonObject
        {
            ["custom_id"] = opener.Modal!["custom_id"]!.DeepClone(),
            ["components"] = new EntryReader(resolved).ModalComponents((JsonArray)opener.Modal["components"]!, data["components"] as JsonArray ?? []),
        };
        if (resolved.Json.Count > 0)
            sent["resolved"] = resolved.Json;
        opener.Modal = null;
        return New(opener.Bot, user, opener.Channel, InteractionType.ModalSubmit, sent, source: opener.Source, opener: opener);
    }

    private Interaction New(Application bot, User user, ChatChannel channel, InteractionType type, JsonObject data, Message? source = null, Interaction? opener = null,
        Command? command = null, string? name = null, ulong? target = null, TaskCompletionSource<JsonArray?>? choices = null)
    {
        var id = house.Snowflakes.Next();
        return new Interaction
        {
            Id = id,
            Token = InteractionDesk.NewToken(id),
            Type = type,
            Bot = bot,
            User = user,
            Channel = channel,
            CreatedAt = house.Time.GetUtcNow(),
            Data = data,
            Source = source,
            Opener = opener,
            CommandType = command?.Type ?? 0,
            CommandName = name,
            TargetId = target,
            TargetUser = command?.Type == 2 && target is { } whom ? house.FindUser(whom) : null,
            Choices = choices,
        };
    }
}
