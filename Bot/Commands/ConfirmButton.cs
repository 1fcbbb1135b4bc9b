using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;

namespace ChatVideoBot.Bot.Commands;

/// <summary>Asks before many clips are made at once, and takes the yes.</summary>
internal sealed class ConfirmButton(PendingOrders pending, OrderDesk desk, Answers answers, DiscordRest rest) : IPress
{
    /// <summary>Above so many clips it asks first.</summary>
    public const int AskAbove = 5;

    private const string Name = "many";

    public string Prefix => Name;

    /// <summary>Takes the order; of many clips, once it is confirmed.</summary>
    public Task TakeAsync(Interaction interaction, ClipOrder order, CancellationToken cancel) => Math.Max(1, order.Prompts.Count) * order.Variants > AskAbove
        ? AskAsync(interaction, order with { Seed = order.Seed ?? OrderDesk.DrawSeed() }, cancel) // however often the yes comes, it is one order
        : desk.TakeAsync(new InteractionAsker(interaction, answers, rest), order, cancel);

    private async Task AskAsync(Interaction interaction, ClipOrder order, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        if (InteractionAsker.RefusePlace(interaction, tongue) is { } misplaced)
        {
            await answers.RefuseAsync(interaction, misplaced, cancel);
            return;
        }
        var (id, count) = (interaction.Id.ToString(), Math.Max(1, order.Prompts.Count) * order.Variants);
        await pending.KeepAsync(new(id), interaction.Invoker!.Id.ToString(), order, cancel);
        await answers.GiveAsync(interaction, InteractionResponse.Message(new InteractionCallbackData
        {
            Content = tongue.Say("order.confirm", ("count", count)),
            Flags = MessageFlags.Ephemeral,
            Components =
            [
                ActionRow.Of(
                    Button.Primary($"{Name}:yes:{id}", tongue.Say("order.confirm.yes", ("count", count))),
                    Button.Secondary($"{Name}:no:{id}", tongue.Say("order.confirm.no"))),
            ],
        }), cancel);
    }

    public async Task PressAsync(Interaction interaction, InteractionData data, string said, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        var (word, id) = said.Split(':', 2) is [var first, var second] ? (first, second) : ("", "");
        var kept = await pending.FindAsync(id, cancel);
        if (kept is null || !Queue.JobId.IsValid(id))
        {
            await answers.RefuseAsync(interaction, tongue.Say("order.confirm.over"), cancel);
        }
        else if (kept.User != interaction.Invoker!.Id.ToString())
        {
            await answers.RefuseAsync(interaction, tongue.Say("order.confirm.not-yours"), cancel);
        }
        else if (word == "yes")
        {
            await desk.TakeAsync(new ConfirmedAsker(new InteractionAsker(interaction, answers, rest), new(id)), kept.Order, cancel);
        }
        else
        {
            await pending.ForgetAsync(id, cancel);
            await answers.GiveAsync(interaction, InteractionResponse.Update(new() { Content = tongue.Say("order.confirm.dropped"), Components = [] }), cancel);
        }
    }
}
