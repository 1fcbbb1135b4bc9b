using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Moderation.Log;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;
using static ChatVideoBot.Bot.Commands.CommandSet;

namespace ChatVideoBot.Bot.Moderation.Panels;

/// <summary>/mod limits: what a role, a member or everybody of this server may have; a form for the one that is picked.</summary>
internal sealed class LimitsPanel(JobQueue queue, GuildBook book, ModLog log, HighestBand highest, Answers answers, DiscordRest rest) : ModPanel
{
    private const string Pick = "pick", Edit = "edit", Remove = "remove", Everyone = "everyone";
    private const int APage = 10;

    public override string Name => "limits";

    public override bool IsForRulers => true;

    public override IReadOnlyList<ApplicationCommandOption> Options { get; } =
        [Option(ApplicationCommandOptionType.Role, "for-role"), Option(ApplicationCommandOptionType.User, "for-user")];

    public override async Task OpenAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        var (role, user) = (data.Option("for-role")?.AsSnowflake(), data.Option("for-user")?.AsSnowflake());
        if (role is null && user is null)
        {
            await answers.GiveAsync(interaction, InteractionResponse.DeferredMessage(ephemeral: true), cancel);
            await rest.EditOriginalInteractionResponseAsync(interaction, await ShowAsync(interaction, 1, null, cancel), cancel);
            return;
        }
        // Discord resolves roles and members of this server only.
        var isKnown = role is { } one ? data.Resolved?.Roles?.ContainsKey(one) is true : data.Resolved?.Members?.ContainsKey(user!.Value) is true;
        if (role is not null && user is not null || !isKnown)
        {
            await answers.RefuseAsync(interaction, Tongues.Of(interaction.Locale).Say(isKnown ? "mod.limits.both" : "mod.limits.elsewhere"), cancel);
            return;
        }
        var name = role == interaction.GuildId ? Everyone : role is not null ? $"role:{role}" : $"user:{user}"; // @everyone is a role by the guild's id
        await answers.GiveAsync(interaction, await FormAsync(interaction, name, cancel), cancel);
    }

    public override async Task PressAsync(Interaction interaction, InteractionData data, string said, CancellationToken cancel)
    {
        if (said == Pick && data.Values is [var picked, ..] && Read(picked, Guild(interaction)) is not null && await IsOursAsync(interaction, picked, cancel))
        {
            await answers.GiveAsync(interaction, await FormAsync(interaction, picked, cancel), cancel);
            return;
        }
        await answers.GiveAsync(interaction, InteractionResponse.DeferredUpdate(), cancel);
        string? told = null;
        if (said == Remove && data.Values is [var gone, ..] && Read(gone, Guild(interaction)) is { } subject && await IsOursAsync(interaction, gone, cancel))
            told = await SetAsync(interaction, gone, subject, null, null, cancel);
        await rest.EditOriginalInteractionResponseAsync(interaction, await ShowAsync(interaction, PageOf(said), told, cancel), cancel);
    }

    public override async Task SubmitAsync(Interaction interaction, InteractionData data, string said, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, interaction.Message is null ? InteractionResponse.DeferredMessage(ephemeral: true) : InteractionResponse.DeferredUpdate(), cancel);
        string? told = null;
        if (said.Split(':', 2) is [Edit, var name] && Read(name, Guild(interaction)) is { } subject && await IsOursAsync(interaction, name, cancel))
        {
            var (limits, clip, problem) = LimitForm.Read(data.FormValue, await highest.ReadAsync(cancel), Tongues.Of(interaction.Locale));
            told = problem is not null ? $"⚠️ {problem}" : await SetAsync(interaction, name, subject, limits, clip, cancel);
        }
        await rest.EditOriginalInteractionResponseAsync(interaction, await ShowAsync(interaction, 1, told, cancel), cancel);
    }

    /// <summary>Whether it is this server's to limit: a role's id does not say whose it is.</summary>
    private async Task<bool> IsOursAsync(Interaction interaction, string name, CancellationToken cancel) =>
        !name.StartsWith("role:", StringComparison.Ordinal) || (await rest.GetGuildRolesAsync(interaction.GuildId!.Value, cancel)).Any(role => name == $"role:{role.Id}");

    private async Task<string> SetAsync(Interaction interaction, string name, LimitSubject subject, Limits? limits, ClipLimits? clip, CancellationToken cancel)
    {
        var (tongue, guild, by) = (Tongues.Of(interaction.Locale), Guild(interaction), interaction.Invoker!.Id.ToString());
        var was = (await queue.ReadLimitsAsync(cancel)).GetValueOrDefault(subject);
        await queue.SetLimitsAsync(subject, limits, new(by, "/mod limits"), cancel);
        var (before, _) = await book.ChangeAsync(guild, rules => rules with { Limits = Changed(rules.Limits, name, clip) }, cancel);
        var (old, now) = (LimitForm.Say(was, before.Limits.GetValueOrDefault(name), Tongues.English), LimitForm.Say(limits, clip, Tongues.English));
        if (old != now) await log.WriteAsync(guild, by, "limits", name.StartsWith("user:", StringComparison.Ordinal) ? name[5..] : "", name, $"{(old.Length > 0 ? old : "-")} → {(now.Length > 0 ? now : "-")}", cancel);
        var told = LimitForm.Say(limits, clip, tongue);
        return $"✅ {Who(name, tongue)}: {(told.Length > 0 ? told : tongue.Say("mod.limits.unset"))}";
    }

    private static Dictionary<string, ClipLimits> Changed(IReadOnlyDictionary<string, ClipLimits> limits, string name, ClipLimits? clip)
    {
        var changed = limits.ToDictionary();
        if (clip is null) changed.Remove(name);
        else changed[name] = clip;
        return changed;
    }

    private async Task<MessageEdit> ShowAsync(Interaction interaction, int page, string? told, CancellationToken cancel)
    {
        var (tongue, guild) = (Tongues.Of(interaction.Locale), Guild(interaction));
        var (limits, rules) = (await queue.ReadLimitsAsync(cancel), await book.ReadAsync(guild, cancel));
        var members = limits.Keys.Where(subject => subject.Kind == "member" && subject.Id.StartsWith(guild + ":", StringComparison.Ordinal)).Select(subject => "user:" + subject.Id[(guild.Length + 1)..]);
        var roles = limits.Keys.Where(subject => subject.Kind == "role").Select(subject => $"role:{subject.Id}").ToList();
        // A role's limit does not say whose role it is: those that this server has.
        var own = roles.Count > 0 || rules.Limits.Keys.Any(name => name.StartsWith("role:", StringComparison.Ordinal))
            ? (await rest.GetGuildRolesAsync(interaction.GuildId!.Value, cancel)).ToDictionary(role => $"role:{role.Id}", role => role.Name) : [];
        List<string> all = [Everyone, .. rules.Limits.Keys.Concat(members).Concat(roles.Where(own.ContainsKey)).Distinct().Where(name => name != Everyone).Order(StringComparer.Ordinal)];
        var pages = (all.Count + APage - 1) / APage;
        page = Math.Clamp(page, 1, pages);
        var names = all.Skip((page - 1) * APage).Take(APage).ToList();
        var lines = names.Select(name =>
        {
            var said = Read(name, guild) is { } subject ? LimitForm.Say(limits.GetValueOrDefault(subject), rules.Limits.GetValueOrDefault(name), tongue) : "";
            return $"- {Who(name, tongue)}: {(said.Length > 0 ? said : tongue.Say("mod.limits.unset"))}";
        });
        SelectOption[] choices = [.. names.Select(name => new SelectOption { Label = Markdown.Cut(name == Everyone ? tongue.Say("mod.limits.everyone") : own.TryGetValue(name, out var called) && called.Length > 0 ? "@" + called : name, 100), Value = name })];
        return new()
        {
            Content = Markdown.Cut(string.Join('\n', new[] { told, $"**{tongue.Say("mod.limits.title")}**" }.OfType<string>().Concat(lines)
                .Concat(PageLine(page, pages, tongue)).Append($"-# {tongue.Say("mod.limits.how")}")), 2000),
            Components =
            [
                ActionRow.Of(new StringSelect { CustomId = $"mod:limits:{Pick}", Placeholder = Markdown.Cut(tongue.Say("mod.limits.pick"), 150), Options = choices }),
                ActionRow.Of(new StringSelect { CustomId = $"mod:limits:{Remove}", Placeholder = Markdown.Cut(tongue.Say("mod.limits.remove"), 150), Options = choices }),
                .. pages == 1 ? [] : new[] { ActionRow.Of(Turns(page, pages)) },
            ],
        };
    }

    private async Task<InteractionResponse> FormAsync(Interaction interaction, string name, CancellationToken cancel)
    {
        var (tongue, guild) = (Tongues.Of(interaction.Locale), Guild(interaction));
        var limits = Read(name, guild) is { } subject ? (await queue.ReadLimitsAsync(cancel)).GetValueOrDefault(subject) : null;
        var clip = (await book.ReadAsync(guild, cancel)).Limits.GetValueOrDefault(name);
        return InteractionResponse.Modal($"mod:limits:{Edit}:{name}", Markdown.Cut(tongue.Say("mod.limits.title"), 45), [.. LimitForm.Fields.Select(field => Label.Of(
            Markdown.Cut(tongue.Say($"mod.limits.{field}"), 45),
            TextInput.Of(field, TextInputStyle.Short, LimitForm.Write(field, limits, clip), 60, required: false),
            Markdown.Cut(tongue.Say($"mod.limits.{field}.how"), 100)))]);
    }

    /// <summary>The queue's name for "everyone", "role:ID" or "user:ID" of this server; null for anything else.</summary>
    private static LimitSubject? Read(string name, string guild) => name.Split(':') switch
    {
        [Everyone] => LimitSubject.Members(guild),
        ["role", var id] when IsId(id) => LimitSubject.Role(id),
        ["user", var id] when IsId(id) => LimitSubject.Member(guild, id),
        _ => null,
    };

    /// <summary>As Discord writes it: "007" would be another subject of the queue's.</summary>
    private static bool IsId(string text) => Snowflake.TryParse(text, out var id) && id.ToString() == text;

    private static string Who(string name, Tongue tongue) => name.Split(':') switch
    {
        ["role", var id] => $"<@&{id}>",
        ["user", var id] => $"<@{id}>",
        _ => tongue.Say("mod.limits.everyone"),
    };
}
