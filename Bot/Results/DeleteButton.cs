using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Results;

/// <summary>
/// Deletes a clip: its messages, then its kept file, then what is known of it; dying in between leaves a button that deletes the rest. For who
/// asked for the clip, and for moderators.
/// </summary>
internal sealed partial class DeleteButton(
    ClipLedger ledger, Answers answers, ClipArchive archive, JobQueue queue, DiscordRest rest, ILogger<DeleteButton> logger)
    : ClipButton(ClipButtons.Delete, ledger, answers)
{
    private readonly Answers _answers = answers;

    protected override Task PressAsync(Interaction interaction, ClipRecord clip, Tongue tongue, CancellationToken cancel) =>
        DeleteAsync(interaction, clip, tongue, cancel);

    protected override Task PressUnknownAsync(Interaction interaction, Tongue tongue, CancellationToken cancel) =>
        DeleteAsync(interaction, null, tongue, cancel);

    /// <summary>Whether the user may delete it. Of a clip that nobody knows any more, its message mentions the requester, first of all.</summary>
    internal static bool May(Interaction interaction, ClipRecord? clip)
    {
        var user = interaction.Invoker!.Id;
        if (interaction.Member?.Permissions?.Allows(Permissions.ManageMessages) is true) return true;
        return clip is not null ? clip.User == user.ToString() : interaction.Message?.Mentions is [var first, ..] && first.Id == user;
    }

    /// <summary>
    /// Whether all of it goes, wherever it stands: it is the user's own, or stands in the server of the press. Moderators of another server, to which
    /// its user brought it once, delete what stands in theirs.
    /// </summary>
    internal static bool IsTheirs(Interaction interaction, ClipRecord clip) =>
        clip.User == interaction.Invoker!.Id.ToString() || interaction.GuildId is { } guild && clip.Home == guild.ToString();

    private async Task DeleteAsync(Interaction interaction, ClipRecord? clip, Tongue tongue, CancellationToken cancel)
    {
        if (!May(interaction, clip))
        {
            await _answers.RefuseAsync(interaction, tongue.Say("result.not-yours"), cancel);
            return;
        }
        await _answers.GiveAsync(interaction, InteractionResponse.DeferredUpdate(), cancel);
        try
        {
            await DeletePressedAsync(interaction, cancel);
            if (clip is { IsPosted: true } && IsTheirs(interaction, clip) && clip.PostedMessage != interaction.Message?.Id.ToString()
                && Snowflake.TryParse(clip.PostedChannel, out var channel) && Snowflake.TryParse(clip.PostedMessage, out var message))
                await DeleteElsewhereAsync(channel, message, cancel);
        }
        catch (DiscordException e)
        {
            LogNotDeleted(clip?.Id ?? "", e.Message);
            await rest.CreateFollowupMessageAsync(
                interaction, new() { Content = $"⚠️ {tongue.Say("result.not-deleted")}", Flags = MessageFlags.Ephemeral }, cancel);
            return;
        }
        if (clip is null || !IsTheirs(interaction, clip)) return;
        if (JobId.IsValid(clip.Id)) await queue.DropKeptClipAsync(new(clip.Id), cancel);
        await archive.ForgetAsync(clip, cancel);
    }

    /// <summary>The message that the button sits on; one that only the user sees is no message of the channel.</summary>
    private Task DeletePressedAsync(Interaction interaction, CancellationToken cancel) => interaction.Message switch
    {
        null => Task.CompletedTask,
        { Flags: { } flags } when flags.HasFlag(MessageFlags.Ephemeral) => DeleteAsync(() => rest.DeleteOriginalInteractionResponseAsync(interaction, cancel)),
        var message => DeleteAsync(() => rest.DeleteMessageAsync(message.ChannelId, message.Id, cancel)),
    };

    /// <summary>In a channel that we cannot reach any more, only its moderators can.</summary>
    private async Task DeleteElsewhereAsync(Snowflake channel, Snowflake message, CancellationToken cancel)
    {
        try
        {
            await rest.DeleteMessageAsync(channel, message, cancel);
        }
        catch (DiscordException e) when (e.IsFinal())
        {
            LogNotDeleted($"in channel {channel}", e.Message);
        }
    }

    /// <summary>One that is gone already is as good as deleted.</summary>
    private static async Task DeleteAsync(Func<Task> delete)
    {
        try
        {
            await delete();
        }
        catch (DiscordException e) when (e.Code is DiscordErrorCode.UnknownMessage or DiscordErrorCode.UnknownChannel)
        {
            // Somebody was quicker.
        }
    }

    [LoggerMessage(LogLevel.Warning, "The clip {Id} could not be deleted: {Problem}")]
    private partial void LogNotDeleted(string id, string problem);
}
