using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Bot.Commands;

/// <summary>The button on a job that waits or runs. It carries the job's id and nothing else, so that it works after any restart.</summary>
internal sealed class CancelButton(Answers answers, DiscordRest discord, JobQueue queue, OrderBook orders, StatusBoard board) : IPress
{
    private const string Name = "cancel";

    public string Prefix => Name;

    /// <param name="tongue">Of who reads it; English where it is not known.</param>
    public static Button For(JobId id, Tongue? tongue = null) => Button.Secondary($"{Name}:{id}", (tongue ?? Tongues.English).Say("cancel.label"));

    public async Task PressAsync(Interaction interaction, InteractionData data, string rest, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, InteractionResponse.DeferredUpdate(), cancel);
        string? answer;
        try
        {
            answer = JobId.IsValid(rest) ? await CancelAsync(interaction, new(rest), cancel) : "cancel.unknown";
        }
        catch (RedisException)
        {
            answer = "cancel.away";
        }
        if (answer is not null)
            await discord.CreateFollowupMessageAsync(interaction, new() { Content = $"⚠️ {Tongues.Of(interaction.Locale).Say(answer)}", Flags = MessageFlags.Ephemeral }, cancel);
        else
            board.Wake();
    }

    /// <summary>The key of the sentence for whoever pressed, or null when the card itself will tell.</summary>
    private async Task<string?> CancelAsync(Interaction interaction, JobId id, CancellationToken cancel)
    {
        if ((await queue.FindAsync(id, cancel) ?? await orders.AnyOfAsync(id, Permutations.Most, cancel)) is not { } job) // the first of an order may be forgotten
        {
            await discord.EditOriginalInteractionResponseAsync(interaction, new() { Components = [] }, cancel); // a card that nobody will end
            return "cancel.unknown";
        }
        var user = interaction.Invoker!.Id.ToString();
        if (job.User != user && (interaction.Member?.Permissions is null || job.Guild != interaction.GuildId?.ToString())) return "cancel.not-yours";
        if (job.User != user && !interaction.Member!.Permissions!.Value.Allows(Permissions.ManageMessages))
            return "cancel.not-yours-or-moderators";
        var why = job.User == user ? "pressed Cancel" : "pressed Cancel on another's clip";
        if (Origin.Read(job.Origin) is { Order: { Length: > 0 } order } origin && order == id.Value)
            return await CancelAllAsync(origin, new(user, why), cancel);
        return await queue.CancelAsync(id, new(user, why), cancel) switch
        {
            CancelResult.Cancelled or CancelResult.Stopping => null,
            CancelResult.TooLate => "cancel.too-late",
            _ => "cancel.unknown",
        };
    }

    /// <summary>All jobs of an order that are not over.</summary>
    private async Task<string?> CancelAllAsync(Origin origin, Word word, CancellationToken cancel)
    {
        var any = false;
        foreach (var member in await orders.MembersAsync(origin, cancel))
            any |= member.IsOpen() && await queue.CancelAsync(member.Id, word, cancel) is CancelResult.Cancelled or CancelResult.Stopping;
        return any ? null : "cancel.too-late";
    }
}
