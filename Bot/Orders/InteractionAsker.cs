using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Orders;

/// <summary>Somebody who used a command, a button or a form.</summary>
internal sealed class InteractionAsker(Interaction interaction, Answers answers, DiscordRest rest) : Asker
{
    public override JobId Id => new(interaction.Id.ToString());
    public override User User => interaction.Invoker!;
    public override long? Received => interaction.Received;
    public override Snowflake Channel => interaction.ChannelId!.Value;
    public override Snowflake? Guild => interaction.GuildId;
    public override IReadOnlyList<Snowflake> Roles => interaction.Member?.Roles ?? [];
    public override Member? Member => interaction.Member;
    public override Channel? Room => interaction.Channel;
    public override bool IsWhispered => true;
    public override Tongue Tongue { get; } = Tongues.Of(interaction.Locale);

    public override string? RefusePlace() => RefusePlace(interaction, Tongue);

    public override Task AnswerAsync(string content, IReadOnlyList<Component> components, CancellationToken cancel) => answers.GiveAsync(
        interaction,
        InteractionResponse.Message(new InteractionCallbackData
        {
            Content = content,
            Flags = MessageFlags.Ephemeral,
            Components = components.Count > 0 ? components : null,
            AllowedMentions = AllowedMentions.None,
        }), cancel);

    public override Task AcceptAsync(bool isPrivate, CancellationToken cancel) =>
        answers.GiveAsync(interaction, InteractionResponse.DeferredMessage(isPrivate), cancel);

    public override Task TellAsync(string sentence, CancellationToken cancel) => ShowAsync(new() { Content = sentence }, cancel);

    public override Task ShowAsync(MessageEdit card, CancellationToken cancel) => rest.EditOriginalInteractionResponseAsync(interaction, card, cancel);

    public override Task AddAsync(string sentence, CancellationToken cancel) =>
        rest.CreateFollowupMessageAsync(interaction, new() { Content = sentence, Flags = MessageFlags.Ephemeral }, cancel);

    public override Origin Origin(ClipOrder order, string remark) =>
        new(Channel.ToString(), interaction.ApplicationId.ToString(), interaction.Token, remark, order.ReplyTo?.ToString(), order.IsSpoiler)
        {
            Locale = Tongue.Locale,
            Parent = order.Parent,
            MostBytes = interaction.AttachmentSizeLimit,
        };

    internal static string? RefusePlace(Interaction interaction, Tongue tongue)
    {
        if (interaction.ChannelId is null) return tongue.Say("place.none");
        if (interaction.GuildId is null) return null; // a direct message
        var isThread = interaction.Channel?.Type is ChannelType.PublicThread or ChannelType.PrivateThread or ChannelType.AnnouncementThread;
        var may = interaction.AppPermissions;
        if (!may.Allows(Permissions.ViewChannel | (isThread ? Permissions.SendMessagesInThreads : Permissions.SendMessages)))
            return tongue.Say("place.no-write", ("permission", isThread ? "Send Messages in Threads" : "Send Messages"));
        return may.Allows(Permissions.AttachFiles) ? null : tongue.Say("place.no-files");
    }
}
