using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Delivery;
using ChatVideoBot.Bot.Moderation.Gate;
using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Commands;

/// <summary>
/// /show: brings a clip back into this channel, with its buttons; of a clip that is not made, how it stands. For one's own clips anywhere, and
/// for moderators those of their server; a private one is shown to its user alone.
/// </summary>
internal sealed class ShowCommand(ClipArchive archive, Answers answers, DiscordRest rest, JobQueue queue, OrderGate gate, Overview overview) : ICommand
{
    private const int MostLookedThrough = 200, MostOffered = 25, LongestChoice = 100;

    public ApplicationCommand Definition { get; } = CommandSet.Everywhere(new()
    {
        Name = "show",
        Options = [CommandSet.Option(ApplicationCommandOptionType.String, "id") with { Required = true, Autocomplete = true }],
    });

    public async Task<IReadOnlyList<ApplicationCommandOptionChoice>> OfferAsync(
        Interaction interaction, InteractionData data, InteractionDataOption typed, CancellationToken cancel)
    {
        var text = typed.AsString()?.Trim() ?? "";
        var tongue = Tongues.Of(interaction.Locale);
        var clips = await archive.OfUserAsync(interaction.Invoker!.Id.ToString(), 0, MostLookedThrough, cancel);
        return
        [
            .. clips.Where(clip => clip.Id.StartsWith(text, StringComparison.Ordinal) || clip.Words.Contains(text, StringComparison.OrdinalIgnoreCase)).Take(MostOffered)
                .Select(clip => ApplicationCommandOptionChoice.Of(Choice(clip, tongue), clip.Id)),
        ];
    }

    public async Task AnswerAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        await answers.GiveAsync(interaction, InteractionResponse.DeferredMessage(ephemeral: true), cancel);
        var edit = await ShowAsync(interaction, (data.Option("id")?.AsString() ?? "").Trim(), tongue, cancel);
        await rest.EditOriginalInteractionResponseAsync(interaction, edit, cancel);
    }

    /// <summary>What the user alone is told.</summary>
    private async Task<MessageEdit> ShowAsync(Interaction interaction, string id, Tongue tongue, CancellationToken cancel)
    {
        if (JobId.IsValid(id))
        {
            var clip = await archive.FindAsync(id, cancel);
            if (clip is { IsWithheld: true, IsPosted: false } && May(interaction, clip))
                return new() { Content = $"⚠️ {tongue.Say(await queue.FindAsync(new(id), cancel) is { State: JobState.Delivering } ? "show.withheld" : "show.withheld.refused")}" };
            if (clip is not null && May(interaction, clip))
            {
                var mp4 = await queue.ReadKeptClipAsync(new(id), cancel) ?? await archive.FetchAsync(clip, cancel);
                if (mp4 is not null) return await BringAsync(interaction, clip, mp4, tongue, cancel);
                if (clip.IsPosted || clip.IsKept) return new() { Content = $"⚠️ {tongue.Say("show.gone", ("prompt", Markdown.Plain(clip.Words, 300)))}" };
            }
            if (await queue.FindAsync(new(id), cancel) is { State: not JobState.Done } job && job.User == interaction.Invoker!.Id.ToString())
                return await CardAsync(job, tongue, cancel);
        }
        return new() { Content = $"⚠️ {tongue.Say("show.unknown", ("id", Markdown.Plain(id, 64)))}" };
    }

    internal static bool May(Interaction interaction, ClipRecord clip) =>
        clip.User == interaction.Invoker!.Id.ToString()
        || !clip.Clip.IsPrivate && clip.Guild.Length > 0 && clip.Guild == interaction.GuildId?.ToString()
            && interaction.Member?.Permissions?.Allows(Permissions.ManageMessages) is true;

    private async Task<MessageEdit> BringAsync(Interaction interaction, ClipRecord clip, byte[] mp4, Tongue tongue, CancellationToken cancel)
    {
        var message = ResultMessage.Again(clip, mp4, tongue, interaction.Id.ToString());
        if (clip.Clip.IsPrivate && interaction.GuildId is not null)
            return new() { Content = message.Content, Components = message.Components, Files = message.Files };
        if (await RefuseHereAsync(interaction, clip, tongue, cancel) is { } barred) return new() { Content = $"⚠️ {barred}" };
        if (InteractionAsker.RefusePlace(interaction, tongue) is { } misplaced) return new() { Content = $"⚠️ {misplaced}" };
        Message posted;
        try
        {
            posted = await rest.CreateMessageAsync(interaction.ChannelId!.Value, message, cancel);
        }
        catch (DiscordException e) when (e.IsFinal())
        {
            return new() { Content = $"⚠️ {tongue.Say("show.refused")}" };
        }
        clip = clip with
        {
            PostedGuild = interaction.GuildId?.ToString() ?? "",
            PostedChannel = posted.ChannelId.ToString(),
            PostedMessage = posted.Id.ToString(),
            IsKept = false,
        };
        await archive.SaveAsync(clip, cancel);
        await queue.DropKeptClipAsync(new(clip.Id), cancel); // it stands in a channel now
        return new() { Content = tongue.Say("show.done", ("link", clip.Link)) };
    }

    /// <summary>
    /// Why it may not stand here; null where it may. A clip that was asked for elsewhere passes this server's gate like an order, and one that waits for
    /// a moderator there cannot be brought at all.
    /// </summary>
    private async Task<string?> RefuseHereAsync(Interaction interaction, ClipRecord clip, Tongue tongue, CancellationToken cancel)
    {
        if (interaction.GuildId?.ToString() is not { } guild) return null;
        var asker = new AcceptedAsker(new InteractionAsker(interaction, answers, rest));
        if (await gate.TryLookAsync(asker, new ClipOrder { Clip = clip.Clip, Parent = clip.Id }, cancel) is not { } word) return tongue.Say("wrong.queue");
        var isOpen = word.Answer == GateAnswer.Pass || word.Answer == GateAnswer.Hold && clip.Guild == guild; // held here, and let go
        return isOpen && (!word.Order.Clip.IsPrivate || clip.Clip.IsPrivate) ? null : word.Sentence is { Length: > 0 } why ? why : tongue.Say("show.not-here");
    }

    /// <summary>How a clip stands that is not made: as its card says it, or why there is none.</summary>
    private async Task<MessageEdit> CardAsync(Job job, Tongue tongue, CancellationToken cancel)
    {
        if (job.State == JobState.Delivering) return new() { Content = tongue.Say("show.soon") };
        if (!job.IsOpen()) return new() { Content = EndWords.Card(job, tongue).Content };
        var look = await overview.ReadAsync(cancel);
        var card = Card.Of(job, Origin.Read(job.Origin)?.Remark ?? "", Standstill.Why(job, look, tongue), Card.IsNow(job, look), null, tongue);
        return new() { Content = card.Content, Components = card.CanCancel ? [ActionRow.Of(CancelButton.For(job.Id, tongue))] : [] };
    }

    private static string Choice(ClipRecord clip, Tongue tongue)
    {
        string Of(int longest) => tongue.Say("show.choice", ("prompt", Markdown.Cut(clip.Words, longest)), ("seconds", Math.Round(clip.Seconds, 1)),
            ("seed", clip.Clip.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return Markdown.Cut(Of(70), LongestChoice);
    }
}
