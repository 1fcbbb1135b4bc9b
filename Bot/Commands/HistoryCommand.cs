using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;

namespace ChatVideoBot.Bot.Commands;

/// <summary>/history: the user's clips, newest first, for their eyes only; its buttons carry the number of a page.</summary>
internal sealed class HistoryCommand(Answers answers, DiscordRest rest, ClipArchive archive) : ICommand, IPress
{
    internal const int APage = 10;
    private const int LongestPrompt = 40;

    public ApplicationCommand Definition { get; } = CommandSet.Everywhere(new() { Name = "history" });

    public string Prefix => "history";

    public async Task AnswerAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, InteractionResponse.DeferredMessage(ephemeral: true), cancel);
        await rest.EditOriginalInteractionResponseAsync(interaction, await PageAsync(interaction, 1, cancel), cancel);
    }

    /// <summary>Only its user sees the list, so it is theirs whose button it is.</summary>
    public async Task PressAsync(Interaction interaction, InteractionData data, string number, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, InteractionResponse.DeferredUpdate(), cancel);
        var page = int.TryParse(number, out var wanted) ? wanted : 1;
        await rest.EditOriginalInteractionResponseAsync(interaction, await PageAsync(interaction, page, cancel), cancel);
    }

    private async Task<MessageEdit> PageAsync(Interaction interaction, int page, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        var user = interaction.Invoker!.Id.ToString();
        var count = await archive.CountOfUserAsync(user, cancel);
        if (count == 0) return new() { Content = tongue.Say("history.empty"), Components = [] };
        var pages = (count + APage - 1) / APage;
        page = Math.Clamp(page, 1, pages); // some may have been deleted since
        var clips = await archive.OfUserAsync(user, (page - 1) * APage, APage, cancel);
        var lines = clips.Select(clip => "- " + Line(clip, tongue));
        return new()
        {
            Content = string.Join('\n', [tongue.Say("history.title", ("count", count)), .. lines, $"-# {tongue.Say("history.page", ("page", page), ("pages", pages))}"]),
            Components = pages > 1 ? [ActionRow.Of(Turn(page - 1, "◀", page > 1), Turn(page + 1, "▶", page < pages))] : [],
        };
    }

    private static string Line(ClipRecord clip, Tongue tongue)
    {
        var prompt = Markdown.Plain(clip.Words, LongestPrompt);
        var words = clip.IsPosted ? $"[{(prompt.Length > 0 ? prompt : clip.Id)}](<{clip.Link}>)" : tongue.Say("history.kept", ("prompt", prompt));
        return tongue.Say("history.line", ("when", Sentences.Relative(clip.At)), ("clip", words), ("id", clip.Id));
    }

    private static Button Turn(int page, string sign, bool isThere) =>
        Button.Secondary($"history:{page}", sign) with { Disabled = isThere ? null : true };
}
