using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Bot.Commands;

/// <summary>The button on a job that waits or runs. It carries the job's id and nothing else, so that it works after any restart.</summary>
internal sealed class CancelButton(Answers answers, DiscordRest rest, JobQueue queue, StatusBoard board)
{
    private const string Prefix = "cancel:", Unknown = "This clip is no longer known.";

    public static Button For(JobId id) => Button.Secondary(Prefix + id.Value, "Cancel");

    /// <summary>The job a button belongs to; null when it is another button.</summary>
    public static JobId? Read(string customId) =>
        customId.StartsWith(Prefix, StringComparison.Ordinal) && Snowflake.TryParse(customId[Prefix.Length..], out var id)
            ? new(id.ToString())
            : null;

    public async Task PressAsync(Interaction interaction, JobId id, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, InteractionResponse.DeferredUpdate(), cancel);
        string? answer;
        try
        {
            answer = await CancelAsync(interaction, id, cancel);
        }
        catch (RedisException)
        {
            answer = "The queue cannot be reached right now; press Cancel again in a minute.";
        }
        if (answer is not null)
            await rest.CreateFollowupMessageAsync(interaction, new() { Content = $"⚠️ {answer}", Flags = MessageFlags.Ephemeral }, cancel);
        else
            board.Wake();
    }

    /// <summary>The sentence for whoever pressed, or null when the card itself will tell.</summary>
    private async Task<string?> CancelAsync(Interaction interaction, JobId id, CancellationToken cancel)
    {
        if (await queue.FindAsync(id, cancel) is not { } job)
        {
            await rest.EditOriginalInteractionResponseAsync(interaction, new() { Components = [] }, cancel); // a card that nobody will end
            return Unknown;
        }
        var user = interaction.Invoker!.Id.ToString();
        if (job.User != user && interaction.Member?.Permissions is null) return "Only the person who asked for a clip can cancel it.";
        if (job.User != user && !interaction.Member!.Permissions!.Value.Allows(Permissions.ManageMessages))
            return "Only the person who asked for a clip, or a moderator, can cancel it.";
        var why = job.User == user ? "pressed Cancel" : "pressed Cancel on another's clip";
        return await queue.CancelAsync(id, new(user, why), cancel) switch
        {
            CancelResult.Cancelled or CancelResult.Stopping => null,
            CancelResult.TooLate => "It is too late to cancel this: it has ended.",
            _ => Unknown,
        };
    }
}
