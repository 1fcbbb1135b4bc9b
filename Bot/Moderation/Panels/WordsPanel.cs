using System.Text;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Moderation.Log;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Moderation.Words;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;
using static ChatVideoBot.Bot.Commands.CommandSet;

namespace ChatVideoBot.Bot.Moderation.Panels;

/// <summary>/mod words: the server's three lists. A change can be tried on a prompt before it is saved; what is unsaved waits an hour.</summary>
internal sealed class WordsPanel(GuildBook book, ModLog log, Keepsakes keepsakes, GuildAutoMod autoMod, Answers answers, DiscordRest rest) : ModPanel
{
    private const string Edit = "edit", Send = "send", Save = "save", Again = "again", Test = "test", Text = "text", Try = "try";
    private const int LongestForm = 4000, LongestPart = 3600, APage = 8, LongestText = 2000;

    public override string Name => "words";

    public override bool IsForRulers => true;

    public override IReadOnlyList<ApplicationCommandOption> Options { get; } =
    [
        Option(ApplicationCommandOptionType.String, "add"),
        Option(ApplicationCommandOptionType.String, "remove") with { Autocomplete = true },
        Option(ApplicationCommandOptionType.String, "list") with
        {
            Choices =
            [
                .. WordList.All.Select(list => ApplicationCommandOptionChoice.Of(Tongues.English.Say($"mod.words.{list.Name}"), list.Name) with
                {
                    NameLocalizations = Translations($"mod.words.{list.Name}"),
                }),
            ],
        },
        Option(ApplicationCommandOptionType.String, "test"),
    ];

    public override async Task<IReadOnlyList<ApplicationCommandOptionChoice>> OfferAsync(
        Interaction interaction, InteractionData data, InteractionDataOption typed, CancellationToken cancel)
    {
        var rules = await book.ReadAsync(Guild(interaction), cancel);
        return
        [
            .. WordList.All.SelectMany(list => list.Read(rules)).Where(word => word.Length <= 100 && word.Contains((typed.AsString() ?? "").Trim(), StringComparison.OrdinalIgnoreCase))
                .Distinct().Take(25).Select(word => ApplicationCommandOptionChoice.Of(Markdown.Bare(word, 100) is { Length: > 0 } shown ? shown : "?", word)),
        ];
    }

    public override async Task OpenAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, InteractionResponse.DeferredMessage(ephemeral: true), cancel);
        var (add, remove, test) = (data.Option("add")?.AsString()?.Trim(), data.Option("remove")?.AsString()?.Trim(), data.Option("test")?.AsString());
        var list = WordList.Find(data.Option("list")?.AsString() ?? "");
        string? told = null;
        if (add is { Length: > 0 }) told = await AddAsync(interaction, list ?? WordList.All[0], add, cancel);
        if (remove is { Length: > 0 }) told = $"{told}\n{await RemoveAsync(interaction, list, remove, cancel)}".Trim();
        if (test is { Length: > 0 }) told = $"{told}\n{await TriedAsync(interaction, await book.ReadAsync(Guild(interaction), cancel), test, cancel)}".Trim();
        await rest.EditOriginalInteractionResponseAsync(interaction, await ShowAsync(interaction, told, cancel), cancel);
    }

    public override async Task PressAsync(Interaction interaction, InteractionData data, string said, CancellationToken cancel)
    {
        var (what, id) = said.Split(':', 2) is [var first, var second] ? (first, second) : (said, "");
        var (tongue, user) = (Tongues.Of(interaction.Locale), interaction.Invoker!.Id.ToString());
        if (what == Edit && data.Values is [var picked, ..] && picked.Split(' ') is [var name, var number] && WordList.Find(name) is { } list && int.TryParse(number, out var part))
        {
            var lines = Parts(list.Read(await book.ReadAsync(Guild(interaction), cancel))).ElementAtOrDefault(part) ?? [];
            var draft = new WordsDraft(user, Guild(interaction), list.Name, lines, string.Join('\n', lines), "");
            await draft.KeepAsync(keepsakes, interaction.Id.ToString(), cancel);
            await answers.GiveAsync(interaction, Form(interaction.Id.ToString(), draft, tongue), cancel);
        }
        else if (what == Again && await WordsDraft.FindAsync(keepsakes, id, user, Guild(interaction), cancel) is { } unsaved)
        {
            await answers.GiveAsync(interaction, Form(id, unsaved, tongue), cancel);
        }
        else if (what == Test)
        {
            await answers.GiveAsync(interaction, InteractionResponse.Modal("mod:words:test", Markdown.Cut(tongue.Say("mod.words.test.title"), 45),
                Label.Of(Markdown.Cut(tongue.Say("mod.words.try"), 45), TextInput.Of(Try, TextInputStyle.Paragraph, null, 1500, required: true))), cancel);
        }
        else
        {
            await answers.GiveAsync(interaction, InteractionResponse.DeferredUpdate(), cancel);
            var told = what == Save ? await SaveAsync(interaction, id, cancel) : what == Again ? $"⚠️ {tongue.Say("order.confirm.over")}" : null;
            await rest.EditOriginalInteractionResponseAsync(interaction, await ShowAsync(interaction, told, cancel, PageOf(said)), cancel);
        }
    }

    public override async Task SubmitAsync(Interaction interaction, InteractionData data, string said, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, interaction.Message is null ? InteractionResponse.DeferredMessage(ephemeral: true) : InteractionResponse.DeferredUpdate(), cancel);
        await rest.EditOriginalInteractionResponseAsync(interaction, await TakeAsync(interaction, data, said, cancel), cancel);
    }

    private async Task<MessageEdit> TakeAsync(Interaction interaction, InteractionData data, string said, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        var tried = data.FormValue(Try) ?? "";
        if (said == Test) return await ShowAsync(interaction, await TriedAsync(interaction, await book.ReadAsync(Guild(interaction), cancel), tried, cancel), cancel);
        var id = said.Split(':', 2) is [Send, var second] ? second : "";
        if (await WordsDraft.FindAsync(keepsakes, id, interaction.Invoker!.Id.ToString(), Guild(interaction), cancel) is not { } draft || WordList.Find(draft.List) is not { } list)
            return await ShowAsync(interaction, $"⚠️ {tongue.Say("order.confirm.over")}", cancel);
        draft = draft with { Text = data.FormValue(Text) ?? "", Try = tried };
        await draft.KeepAsync(keepsakes, id, cancel);
        var wrong = draft.Wrong().ToList();
        if (wrong.Count > 0)
        {
            var lines = wrong.Select(one => $"- {Markdown.Code(one.Line, 60)} {tongue.Say(one.Problem, ("fact", Markdown.Plain(one.Fact, 100)))}");
            return Unsaved(id, Fitting($"⚠️ {tongue.Say("mod.words.wrong", ("count", wrong.Count))}", lines), canSave: false, tongue);
        }
        var after = list.Change(await book.ReadAsync(Guild(interaction), cancel), [.. draft.Was], draft.Lines);
        if (!WordList.Fits(after)) return Unsaved(id, $"⚠️ {tongue.Say("mod.words.many", ("words", WordList.MostWords), ("patterns", WordList.MostPatterns))}", canSave: false, tongue);
        if (tried.Trim().Length > 0) return Unsaved(id, $"{await TriedAsync(interaction, after, tried, cancel)}\n{tongue.Say("mod.words.unsaved")}", canSave: true, tongue);
        return await ShowAsync(interaction, await SaveAsync(interaction, id, cancel), cancel);
    }

    private static MessageEdit Unsaved(string id, string told, bool canSave, Tongue tongue) => new()
    {
        Content = Markdown.Cut(told, 2000),
        Components =
        [
            ActionRow.Of(
            [
                .. canSave ? new[] { Button.Success($"mod:words:{Save}:{id}", tongue.Say("mod.words.save")) } : [],
                Button.Secondary($"mod:words:{Again}:{id}", tongue.Say("mod.words.again")),
                Button.Secondary("mod:words:show", tongue.Say("mod.words.drop")),
            ]),
        ],
    };

    private async Task<string> SaveAsync(Interaction interaction, string id, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        if (await WordsDraft.FindAsync(keepsakes, id, interaction.Invoker!.Id.ToString(), Guild(interaction), cancel) is not { } draft
            || WordList.Find(draft.List) is not { } list || draft.Wrong().Any()) return $"⚠️ {tongue.Say("order.confirm.over")}";
        return await ChangeAsync(interaction, list, [.. draft.Was.Except(draft.Lines)], [.. draft.Lines.Except(draft.Was)], cancel);
    }

    private async Task<string> AddAsync(Interaction interaction, WordList list, string line, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        line = string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)); // a list has one a line
        return WordRule.Parse(line) is { Problem: { } problem } wrong
            ? $"⚠️ add {Markdown.Plain(line, 80)}: {tongue.Say(problem, ("fact", Markdown.Plain(wrong.Fact, 100)))}"
            : await ChangeAsync(interaction, list, [], [line], cancel);
    }

    /// <param name="only">Null: from each list that has it.</param>
    private async Task<string> RemoveAsync(Interaction interaction, WordList? only, string line, CancellationToken cancel)
    {
        var rules = await book.ReadAsync(Guild(interaction), cancel);
        var told = new List<string>();
        foreach (var list in WordList.All.Where(list => only is null || list == only))
        {
            string[] there = [.. list.Read(rules).Where(word => word.Equals(line, StringComparison.OrdinalIgnoreCase))];
            if (there.Length > 0) told.Add(await ChangeAsync(interaction, list, there, [], cancel));
        }
        return told.Count > 0 ? string.Join('\n', told) : $"⚠️ {Tongues.Of(interaction.Locale).Say("mod.words.not-there", ("word", Markdown.Plain(line, 80)))}";
    }

    private async Task<string> ChangeAsync(Interaction interaction, WordList list, IReadOnlyCollection<string> without, IReadOnlyCollection<string> with, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        var (before, after) = await book.ChangeAsync(Guild(interaction), rules => list.Change(rules, without, with) is var changed && WordList.Fits(changed) ? changed : rules, cancel);
        if (with.Any(word => !list.Read(after).Contains(word)))
            return $"⚠️ {tongue.Say("mod.words.many", ("words", WordList.MostWords), ("patterns", WordList.MostPatterns))}";
        var (gone, come) = (list.Read(before).Except(list.Read(after)).ToList(), list.Read(after).Except(list.Read(before)).ToList());
        if (gone.Count + come.Count > 0)
            await log.WriteAsync(Guild(interaction), interaction.Invoker!.Id.ToString(), "words", "", Tongues.English.Say($"mod.words.{list.Name}"),
                string.Join(", ", come.Select(word => "+" + word).Concat(gone.Select(word => "-" + word))), cancel);
        return $"✅ {tongue.Say("mod.words.saved", ("added", come.Count), ("removed", gone.Count))}";
    }

    /// <summary>What the rules make of a prompt, those of AutoMod for somebody who is exempt from none.</summary>
    private async Task<string> TriedAsync(Interaction interaction, GuildRules rules, string prompt, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        var hits = WordList.All.Select(list => (list.Name, Hit: new WordMatcher(list.Read(rules).Select(line => WordRule.Parse(line).Rule).OfType<WordRule>()).Find([prompt])))
            .Where(one => one.Hit is not null)
            .Select(one => $"- {tongue.Say($"mod.words.{one.Name}")}: {Markdown.Code(one.Hit!.Rule.Text, 80)} ← {Markdown.Plain(one.Hit.Piece, 80)}").ToList();
        if (rules.FollowsAutoMod && (await autoMod.RulesOfAsync(interaction.GuildId!.Value, cancel)).Find([prompt], [], []) is { } hit)
            hits.Add($"- {tongue.Say("mod.words.automod")}: {Markdown.Code(hit.Rule, 80)} ← {Markdown.Plain(hit.Piece, 80)}");
        return hits.Count == 0
            ? $"🟢 {tongue.Say("mod.words.passes", ("prompt", Markdown.Plain(prompt, 200)))}"
            : $"🔴 {tongue.Say("mod.words.caught", ("prompt", Markdown.Plain(prompt, 200)))}\n{string.Join('\n', hits)}";
    }

    private async Task<MessageEdit> ShowAsync(Interaction interaction, string? told, CancellationToken cancel, int page = 1)
    {
        var tongue = Tongues.Of(interaction.Locale);
        var rules = await book.ReadAsync(Guild(interaction), cancel);
        var pages = Math.Max(1, WordList.All.Max(list => (list.Read(rules).Count + APage - 1) / APage));
        page = Math.Clamp(page, 1, pages);
        var content = "";
        foreach (var longest in (int[])[60, 30, 0])
        {
            content = Content(rules, told, page, pages, longest, tongue);
            if (content.Length <= LongestText) break;
        }
        return new()
        {
            Content = Markdown.Cut(content, LongestText),
            Components =
            [
                ActionRow.Of(new StringSelect
                {
                    CustomId = $"mod:words:{Edit}",
                    Placeholder = Markdown.Cut(tongue.Say("mod.words.edit"), 150),
                    Options = [.. Choices(rules, tongue).Take(25)],
                }),
                ActionRow.Of([.. pages > 1 ? Turns(page, pages) : [], Button.Secondary($"mod:words:{Test}", tongue.Say("mod.words.test.title"))]),
            ],
        };
    }

    /// <param name="longest">So much of each word is shown; 0: only how many there are.</param>
    private static string Content(GuildRules rules, string? told, int page, int pages, int longest, Tongue tongue)
    {
        var lines = WordList.All.Select(list =>
        {
            var words = list.Read(rules);
            var some = longest > 0 ? string.Join(", ", words.Skip((page - 1) * APage).Take(APage).Select(word => Markdown.Plain(word, longest))) : "";
            return $"- {tongue.Say($"mod.words.{list.Name}")} ({words.Count}){(some.Length > 0 ? $": ||{some}||" : "")}";
        });
        var all = new[] { told, $"**{tongue.Say("mod.words.title")}**" }.OfType<string>().Concat(lines).Append($"-# {tongue.Say("mod.words.how")}");
        return string.Join('\n', all.Concat(PageLine(page, pages, tongue)));
    }

    /// <summary>As many whole lines as a message holds, and a sign for those that it does not.</summary>
    private static string Fitting(string head, IEnumerable<string> lines)
    {
        var text = new StringBuilder(head);
        foreach (var line in lines)
        {
            if (text.Length + line.Length + 3 > LongestText) return text.Append("\n…").ToString();
            text.Append('\n').Append(line);
        }
        return text.ToString();
    }

    /// <summary>Each list; one that a form cannot hold, in parts. What a server may have is 23 parts at most, of the 25 that Discord lists.</summary>
    private static IEnumerable<SelectOption> Choices(GuildRules rules, Tongue tongue)
    {
        foreach (var list in WordList.All)
        {
            var parts = Math.Max(1, Parts(list.Read(rules)).Count);
            for (var part = 0; part < parts; part++)
                yield return new() { Label = Markdown.Cut(tongue.Say($"mod.words.{list.Name}") + (parts > 1 ? $" ({part + 1}/{parts})" : ""), 100), Value = $"{list.Name} {part}" };
        }
    }

    /// <summary>In the order of the list, each part as long as a form can hold with room to add.</summary>
    internal static List<List<string>> Parts(IReadOnlyList<string> lines)
    {
        var parts = new List<List<string>>();
        var length = 0;
        foreach (var line in lines)
        {
            if (parts.Count == 0 || length + line.Length + 1 > LongestPart)
            {
                parts.Add([]);
                length = 0;
            }
            parts[^1].Add(line);
            length += line.Length + 1;
        }
        return parts;
    }

    private static InteractionResponse Form(string id, WordsDraft draft, Tongue tongue) => InteractionResponse.Modal(
        $"mod:words:{Send}:{id}", Markdown.Cut(tongue.Say($"mod.words.{draft.List}"), 45),
        Label.Of(Markdown.Cut(tongue.Say("mod.words.lines"), 45), TextInput.Of(Text, TextInputStyle.Paragraph, Markdown.Cut(draft.Text, LongestForm), LongestForm, required: false)),
        Label.Of(Markdown.Cut(tongue.Say("mod.words.try"), 45), TextInput.Of(Try, TextInputStyle.Paragraph, draft.Try.Length > 0 ? draft.Try : null, 1500, required: false)));
}
