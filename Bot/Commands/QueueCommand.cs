using System.Text;
using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using static ChatVideoBot.Bot.Commands.CommandSet;

namespace ChatVideoBot.Bot.Commands;

/// <summary>/queue: how the line stands and the user's own clips in it, or the whole line, for their eyes only.</summary>
internal sealed class QueueCommand(Answers answers, DiscordRest discord, JobQueue queue, StatusBoard board, TimeProvider time) : ICommand, IPress
{
    private const string Name = "queue", Cancel = "cancel", Mine = "mine", Everyone = "everyone";
    private const int MostListed = 10, LongestPrompt = 80, MostOffered = 25, LongestLabel = 90;

    public ApplicationCommand Definition { get; } = Everywhere(new()
    {
        Name = Name,
        Options =
        [
            Option(ApplicationCommandOptionType.String, "show") with
            {
                Choices = [ApplicationCommandOptionChoice.Of(Tongues.English.Say("line.mine"), Mine), ApplicationCommandOptionChoice.Of(Tongues.English.Say("line.everyone"), Everyone)],
            },
        ],
    });

    public string Prefix => Name;

    public async Task AnswerAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, InteractionResponse.DeferredMessage(ephemeral: true), cancel);
        await ShowAsync(interaction, data.Option("show")?.AsString() == Everyone, null, cancel);
    }

    /// <summary>One of the user's own clips is picked from the list, to be cancelled.</summary>
    public async Task PressAsync(Interaction interaction, InteractionData data, string rest, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, InteractionResponse.DeferredUpdate(), cancel);
        var (user, tongue) = (interaction.Invoker!.Id.ToString(), Tongues.Of(interaction.Locale));
        string? problem = null;
        try
        {
            if (rest == Cancel && data.Values is [var picked, ..] && JobId.IsValid(picked))
            {
                problem = await queue.FindAsync(new(picked), cancel) is not { } job || job.User != user
                    ? "cancel.unknown"
                    : await queue.CancelAsync(job.Id, new(user, "picked in /queue"), cancel) is CancelResult.Cancelled or CancelResult.Stopping ? null : "cancel.too-late";
                board.Wake();
            }
        }
        catch (RedisException)
        {
            problem = "cancel.away";
        }
        await ShowAsync(interaction, everyone: false, problem is null ? null : tongue.Say(problem), cancel);
    }

    private async Task ShowAsync(Interaction interaction, bool everyone, string? problem, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        string text;
        IReadOnlyList<Component> below = [];
        try
        {
            var look = await queue.LookAsync(cancel);
            if (everyone && interaction.GuildId is { } guild)
            {
                text = DescribeAll(await queue.ListAsync(MostListed, cancel), look, guild.ToString(), interaction.ChannelId?.ToString() ?? "", time.GetUtcNow(), tongue);
            }
            else
            {
                var mine = await queue.ListOfUserAsync(interaction.Invoker!.Id.ToString(), cancel);
                text = Describe(mine, look, time.GetUtcNow(), tongue);
                if (everyone) text += $"\n-# {tongue.Say("line.direct")}";
                below = CancelSelect(mine, tongue);
            }
        }
        catch (RedisException)
        {
            text = $"⚠️ {tongue.Say("wrong.queue")}";
        }
        await discord.EditOriginalInteractionResponseAsync(interaction, new() { Content = problem is null ? text : $"⚠️ {problem}\n{text}", Components = below }, cancel);
    }

    /// <summary>The line, and the user's own clips in it.</summary>
    internal static string Describe(IReadOnlyList<Job> mine, QueueLook look, DateTimeOffset now, Tongue tongue)
    {
        var text = Head(look, tongue);
        if (mine.Count == 0) text.Append(tongue.Say(look.Mode == QueueMode.Draining ? "line.nothing" : "line.nothing-try"));
        foreach (var job in mine.OrderBy(Order).Take(MostListed))
            text.Append(tongue.Say("line.row", ("prompt", Title(job, tongue)), ("stand", Stand(job, look, now, tongue)))).Append('\n');
        if (mine.Count > MostListed) text.Append(tongue.Say("line.more", ("count", mine.Count - MostListed)));
        return text.ToString().TrimEnd();
    }

    /// <summary>The line as all may see it: names that ping nobody, and nothing of what is private or asked elsewhere.</summary>
    internal static string DescribeAll(IReadOnlyList<Job> jobs, QueueLook look, string guild, string channel, DateTimeOffset now, Tongue tongue)
    {
        var text = Head(look, tongue);
        foreach (var job in jobs.OrderBy(Order))
        {
            var stand = Stand(job, look, now, tongue);
            text.Append(job.Guild != guild || Origin.Read(job.Origin)?.Channel != channel // who reads here may not read there
                ? tongue.Say("line.row.elsewhere", ("stand", stand))
                : job.Clip.IsPrivate
                    ? tongue.Say("line.row.private", ("stand", stand))
                    : tongue.Say("line.row.user", ("user", $"<@{job.User}>"), ("prompt", Title(job, tongue)), ("stand", stand))).Append('\n');
        }
        var all = look.Running + look.Waiting + look.Held;
        if (all > jobs.Count && jobs.Count > 0) text.Append(tongue.Say("line.more", ("count", all - jobs.Count)));
        if (jobs.Count == 0) text.Append(tongue.Say("line.empty"));
        return text.ToString().TrimEnd();
    }

    private static StringBuilder Head(QueueLook look, Tongue tongue)
    {
        var bands = Bands(look, tongue);
        var text = new StringBuilder(tongue.Say("line.head", ("running", look.Running), ("waiting", look.Waiting), ("bands", bands.Length > 0 ? $" ({bands})" : ""),
            ("held", look.Held > 0 ? tongue.Say("line.head.held", ("held", look.Held)) : ""))).Append('\n');
        if (look.Mode == QueueMode.Paused) text.Append(tongue.Say("line.paused")).Append('\n');
        if (look.Mode == QueueMode.Draining) text.Append(tongue.Say("line.draining")).Append('\n');
        if (!look.Workers.Any(worker => worker.IsAlive)) text.Append(tongue.Say("line.no-worker")).Append('\n');
        return text;
    }

    /// <summary>In the order of service. Nothing when all wait in the ordinary band, which needs no word.</summary>
    internal static string Bands(QueueLook look, Tongue tongue)
    {
        var waiting = look.Lines.Where(line => line.Waiting > 0).GroupBy(line => line.Band)
            .OrderBy(band => band.Key is { } known ? (int)known : -1).Select(band => (band.Key, Count: band.Sum(line => line.Waiting))).ToList();
        return waiting is [] or [(Band.Normal, _)] ? "" : string.Join(", ", waiting.Select(band => tongue.Say(band.Key switch
        {
            null => "line.band.promoted",
            Band.Urgent => "line.band.urgent",
            Band.Boosted => "line.band.boosted",
            Band.Relaxed => "line.band.relaxed",
            _ => "line.band.ordinary",
        }, ("count", band.Count))));
    }

    /// <summary>What is at work, then what waits as it will be served, then what is held.</summary>
    private static int Order(Job job) => job.State switch
    {
        JobState.Claimed or JobState.Running => 0,
        JobState.Waiting => Math.Max(1, job.Position),
        _ => int.MaxValue,
    };

    internal static string Stand(Job job, QueueLook look, DateTimeOffset now, Tongue tongue)
    {
        if (job.CancelWanted) return tongue.Say("line.stopping");
        if (job.State == JobState.Held) return tongue.Say("line.held");
        var ready = job.Eta is { } eta && Standstill.Why(job, look, tongue) is null ? Sentences.Relative(now + eta.Typical) : null;
        if (job.State != JobState.Waiting)
        {
            var percent = Math.Floor(job.Progress * 100);
            return ready is null ? tongue.Say("line.at-work", ("percent", percent)) : tongue.Say("line.at-work.ready", ("percent", percent), ("ready", ready));
        }
        var key = job.Position switch { <= 0 => "line.in", 1 => "line.next", _ => "line.place" };
        return ready is not null ? tongue.Say($"{key}.ready", ("place", job.Position), ("ready", ready))
            : job.LiveWorkers == 0 ? tongue.Say($"{key}.stuck", ("place", job.Position))
            : tongue.Say(key, ("place", job.Position));
    }

    /// <summary>What can be cancelled; nothing when there is nothing.</summary>
    private static IReadOnlyList<Component> CancelSelect(IReadOnlyList<Job> mine, Tongue tongue)
    {
        var open = mine.Where(job => !job.CancelWanted).OrderBy(Order).Take(MostOffered).ToList();
        return open.Count == 0
            ? []
            : [ActionRow.Of(new StringSelect
            {
                CustomId = $"{Name}:{Cancel}",
                Placeholder = tongue.Say("line.cancel"),
                Options = [.. open.Select(job => new SelectOption { Label = Label(job, tongue), Value = job.Id.Value })],
            })];
    }

    /// <summary>Labels know no Markdown.</summary>
    internal static string Label(Job job, Tongue tongue)
    {
        var prompt = ClipRecord.WordsOf(job.Clip).ReplaceLineEndings(" ").Trim();
        if (prompt.Length == 0) return tongue.Say("line.untitled");
        return Markdown.Cut(prompt, LongestLabel);
    }

    internal static string Title(Job job, Tongue tongue, int longest = LongestPrompt) =>
        ClipRecord.WordsOf(job.Clip) is var words && string.IsNullOrWhiteSpace(words) ? tongue.Say("line.untitled") : Markdown.Plain(words, longest);
}
