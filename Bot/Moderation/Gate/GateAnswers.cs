using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions.Components;

namespace ChatVideoBot.Bot.Moderation.Gate;

/// <summary>Tells whoever asks what the gate said, with the button that goes on from there; the order waits in Redis.</summary>
internal sealed class GateAnswers(PendingOrders pending)
{
    internal const string Consent = "consent", Appeal = "appeal";

    /// <summary>Gives the first answer.</summary>
    public async Task GiveAsync(Asker asker, GateWord word, CancellationToken cancel)
    {
        var tongue = asker.Tongue;
        var (id, user) = (asker.Id.Value, asker.User.Id.ToString());
        if (word.Answer == GateAnswer.AskConsent)
        {
            await pending.KeepAsync(asker.Id, user, word.Order, cancel);
            await asker.AnswerAsync($"👤 {word.Sentence}", [ActionRow.Of(
                Button.Primary($"{Consent}:yes:{id}", tongue.Say("gate.consent.yes")), Button.Secondary($"{Consent}:no:{id}", tongue.Say("gate.consent.no")))], cancel);
            return;
        }
        if (!word.MayAppeal)
        {
            await asker.RefuseAsync(word.Sentence, cancel);
            return;
        }
        await pending.KeepAsync(asker.Id, user, word.Order with { Seed = word.Order.Seed ?? OrderDesk.DrawSeed() }, cancel);
        await asker.AnswerAsync($"⚠️ {word.Sentence}", [ActionRow.Of(Button.Secondary($"{Appeal}:{id}", tongue.Say("gate.appeal")))], cancel);
    }
}
