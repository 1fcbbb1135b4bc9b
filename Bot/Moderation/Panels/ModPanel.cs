using System.Globalization;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;

namespace ChatVideoBot.Bot.Moderation.Panels;

/// <summary>A subcommand of /mod: what moderators see and press, for their eyes only. Custom ids of its buttons and forms are "mod:NAME:REST".</summary>
internal abstract class ModPanel
{
    protected const string Page = "page";

    /// <summary>Its name after /mod.</summary>
    public abstract string Name { get; }

    /// <summary>Only for who may manage the server; otherwise whoever may delete other people's messages is enough.</summary>
    public virtual bool IsForRulers => false;

    /// <summary>Also for the bot's owner, in any server and in direct messages. Such a panel must itself look at what the user may do there.</summary>
    public virtual bool IsForOwner => false;

    /// <summary>What may be typed behind its name.</summary>
    public virtual IReadOnlyList<ApplicationCommandOption> Options => [];

    /// <summary>Gives the first answer. Who asks may do so: that was looked at.</summary>
    public abstract Task OpenAsync(Interaction interaction, InteractionData data, CancellationToken cancel);

    public virtual Task<IReadOnlyList<ApplicationCommandOptionChoice>> OfferAsync(
        Interaction interaction, InteractionData data, InteractionDataOption typed, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<ApplicationCommandOptionChoice>>([]);

    /// <summary>A button or select of it was used. Gives the first answer; who pressed may do so.</summary>
    public virtual Task PressAsync(Interaction interaction, InteractionData data, string rest, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>A form of it was sent. Gives the first answer; who sent it may do so.</summary>
    public virtual Task SubmitAsync(Interaction interaction, InteractionData data, string rest, CancellationToken cancel) => Task.CompletedTask;

    protected static string Guild(Interaction interaction) => interaction.GuildId!.Value.ToString();

    /// <summary>The page that "page:NUMBER" names; 1 for anything else.</summary>
    protected static int PageOf(string rest) =>
        rest.Split(':') is [Page, var number, ..] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? page : 1;

    /// <summary>Back and forth: "mod:NAME:page:NUMBER", and what else is to be known there.</summary>
    protected Button[] Turns(int page, int pages, string rest = "")
    {
        return [To(page - 1, "◀", page > 1), To(page + 1, "▶", page < pages)];

        Button To(int number, string sign, bool isThere) =>
            Button.Secondary($"mod:{Name}:{Page}:{number.ToString(CultureInfo.InvariantCulture)}{rest}", sign) with { Disabled = isThere ? null : true };
    }

    /// <summary>Where one is among several pages, as lines of a message: one or none.</summary>
    protected static string[] PageLine(int page, int pages, Tongue tongue) => pages > 1 ? [$"-# {tongue.Say("history.page", ("page", page), ("pages", pages))}"] : [];
}
