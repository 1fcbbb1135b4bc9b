using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Moderation.Log;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using static ChatVideoBot.Bot.Commands.CommandSet;

namespace ChatVideoBot.Bot.Moderation.Panels;

/// <summary>/mod log: who did what and why, newest first; all of it as a file.</summary>
internal sealed class LogPanel(ModLog log, Answers answers, DiscordRest rest) : ModPanel
{
    private const string Export = "export";
    private const int APage = 10, MostKept = 10_000, LongestText = 2000;
    private const long MostBytes = 8_000_000; // what Discord takes everywhere, less the form around it

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }; // a file, not a page

    public override string Name => "log";

    public override IReadOnlyList<ApplicationCommandOption> Options { get; } = [Option(ApplicationCommandOptionType.User, "by")];

    public override async Task OpenAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, InteractionResponse.DeferredMessage(ephemeral: true), cancel);
        await rest.EditOriginalInteractionResponseAsync(interaction, await ShowAsync(interaction, 1, By(interaction, data.Option("by")?.AsSnowflake()), cancel), cancel);
    }

    public override async Task PressAsync(Interaction interaction, InteractionData data, string said, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, InteractionResponse.DeferredUpdate(), cancel);
        if (said == Export)
        {
            var all = await log.ReadAsync(Guild(interaction), 0, MostKept, cancel);
            var (file, count) = Write(all, MostBytes);
            var tongue = Tongues.Of(interaction.Locale);
            await rest.CreateFollowupMessageAsync(interaction, new()
            {
                Content = count == all.Count ? tongue.Say("mod.log.file", ("count", count)) : tongue.Say("mod.log.file.part", ("newest", count), ("all", all.Count)),
                Flags = MessageFlags.Ephemeral,
                Files = [new("moderation-log.jsonl", file) { ContentType = "application/x-ndjson" }],
            }, cancel);
            return;
        }
        var by = said.Split(':') is [Page, _, var who] ? who : "";
        await rest.EditOriginalInteractionResponseAsync(interaction, await ShowAsync(interaction, PageOf(said), by, cancel), cancel);
    }

    /// <summary>One entry a line, the newest first, as many as fit.</summary>
    internal static (byte[] File, int Count) Write(IReadOnlyList<ModAct> acts, long mostBytes)
    {
        var file = new MemoryStream();
        for (var i = 0; i < acts.Count; i++)
        {
            var line = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(acts[i], Json) + "\n");
            if (file.Length + line.Length > mostBytes) return (file.ToArray(), i);
            file.Write(line);
        }
        return (file.ToArray(), acts.Count);
    }

    /// <summary>As the log names who did it: what followed from the rules was done by the bot.</summary>
    private static string By(Interaction interaction, Snowflake? user) => user is not { } id ? "" : id == interaction.ApplicationId ? "bot" : id.ToString();

    /// <param name="by">Only what this moderator did; empty for all.</param>
    private async Task<MessageEdit> ShowAsync(Interaction interaction, int page, string by, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        var count = await log.CountAsync(Guild(interaction), cancel);
        IReadOnlyList<ModAct> shown;
        if (by.Length > 0)
        {
            var all = (await log.ReadAsync(Guild(interaction), 0, MostKept, cancel)).Where(act => act.By == by).ToList();
            count = all.Count;
            page = Math.Clamp(page, 1, Pages(count));
            shown = [.. all.Skip((page - 1) * APage).Take(APage)];
        }
        else
        {
            page = Math.Clamp(page, 1, Pages(count));
            shown = await log.ReadAsync(Guild(interaction), (page - 1) * APage, APage, cancel);
        }
        if (count == 0) return new() { Content = tongue.Say("mod.log.none"), Components = [] };
        return new()
        {
            Content = Text(shown, count, page, tongue),
            Components =
            [
                ActionRow.Of([.. Turns(page, Pages(count), ":" + by), Button.Secondary($"mod:log:{Export}", tongue.Say("mod.log.export"))]),
            ],
        };
    }

    /// <summary>Every entry has its line: where they are too long together, the reasons are cut.</summary>
    private static string Text(IReadOnlyList<ModAct> shown, int count, int page, Tongue tongue)
    {
        var text = "";
        foreach (var longest in (int[])[300, 120, 60, 25, 0])
        {
            var lines = shown.Select(act => "- " + ModLog.Line(act, tongue, longest)).Prepend($"**{tongue.Say("mod.log.title", ("count", count))}**");
            text = string.Join('\n', lines.Concat(PageLine(page, Pages(count), tongue)));
            if (text.Length <= LongestText) break;
        }
        return Markdown.Cut(text, LongestText);
    }

    private static int Pages(int count) => Math.Max(1, (count + APage - 1) / APage);
}
