using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.People;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Rest;

namespace ChatVideoBot.Bot.Moderation.Gate;

/// <summary>Takes the yes to "did the people in the picture agree?", and the order that waited for it.</summary>
internal sealed class ConsentButton(PendingOrders pending, PeopleShelf people, OrderDesk desk, Answers answers, DiscordRest rest, TimeProvider time) : IPress
{
    public string Prefix => GateAnswers.Consent;

    public async Task PressAsync(Interaction interaction, InteractionData data, string said, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        var user = interaction.Invoker!.Id.ToString();
        var (word, id) = said.Split(':', 2) is [var first, var second] ? (first, second) : ("", "");
        if (!Queue.JobId.IsValid(id) || await pending.FindAsync(id, cancel) is not { } kept)
        {
            await answers.RefuseAsync(interaction, tongue.Say("order.confirm.over"), cancel);
        }
        else if (kept.User != user)
        {
            await answers.RefuseAsync(interaction, tongue.Say("order.confirm.not-yours"), cancel);
        }
        else if (word == "yes")
        {
            await people.ChangeAsync(user, person => person with { ConsentedAt = time.GetUtcNow() }, cancel);
            await desk.TakeAsync(new ConfirmedAsker(new InteractionAsker(interaction, answers, rest), new(id)), kept.Order with { IsConsented = true }, cancel);
        }
        else
        {
            await pending.ForgetAsync(id, cancel);
            await answers.GiveAsync(interaction, InteractionResponse.Update(new() { Content = tongue.Say("order.confirm.dropped"), Components = [] }), cancel);
        }
    }
}
