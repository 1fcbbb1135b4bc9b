using ChatVideoBot.Bot.Moderation.Bans;
using ChatVideoBot.Bot.Moderation.Log;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.People;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Moderation.Gate;

/// <summary>
/// Looks at every order before it is taken: bans, the server's rules, its words. One that it cannot look at, because Redis is away, is not
/// let through; neither is one of which nobody knows what the server's AutoMod says.
/// </summary>
internal sealed class OrderGate(
    GuildBook book, BanBook bans, ModLog log, PromptWatch watch, Rooms rooms, PeopleShelf people, OrderHelp help, IOptions<QueueOptions> queue, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.4);

    /// <summary>As <see cref="LookAsync"/>; null when Redis, or Discord of whose AutoMod nothing is known, does not answer in time for the first answer.</summary>
    /// <param name="atMost">Where less time is left for it than this takes at most.</param>
    public async Task<GateWord?> TryLookAsync(Asker asker, ClipOrder order, CancellationToken cancel, TimeSpan? atMost = null)
    {
        using var span = BotTrace.Begin("gate");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(atMost < Patience ? atMost.Value : Patience);
        try
        {
            var word = await LookAsync(asker, order, limit.Token);
            span?.SetTag("chatvideobot.gate.answer", word.Answer.ToString());
            return word;
        }
        catch (Exception e) when (e is RedisException or TimeoutException || e is OperationCanceledException && !cancel.IsCancellationRequested)
        {
            span.Fail(e);
            return null;
        }
    }

    /// <summary>
    /// Whether only who asks will see it, where that decides where the first answer goes: so they wish, or the server makes all so. Where it cannot be known in
    /// time, nobody else sees it.
    /// </summary>
    public async Task<bool> IsPrivateAsync(string guild, ClipOrder order, CancellationToken cancel)
    {
        if (order.Clip.IsPrivate || guild.Length == 0) return order.Clip.IsPrivate;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            return (await book.ReadAsync(guild, limit.Token)).Private == PrivateClips.Always;
        }
        catch (Exception e) when (e is RedisException || e is OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return true;
        }
    }

    private async Task<GateWord> LookAsync(Asker asker, ClipOrder order, CancellationToken cancel)
    {
        var (guild, user, tongue, now) = (asker.Guild?.ToString() ?? "", asker.User.Id.ToString(), asker.Tongue, time.GetUtcNow());
        var (ruling, barring, standing, person) = (
            book.ReadAsync(guild, cancel), bans.FindAsync(guild, user, cancel),
            guild.Length > 0 ? rooms.OfAsync(asker.AskedIn, asker.Room, cancel) : Task.FromResult(new Room([asker.AskedIn.ToString()], false)),
            people.ReadAsync(user, cancel));
        await Task.WhenAll(ruling, barring, standing, person);
        if (barring.Result is { } ban) return new(GateAnswer.Refuse, order, BarredSentence(ban, tongue));

        var rules = ruling.Result;
        if (rules.Private == PrivateClips.Always && guild.Length > 0) order = order with { Clip = order.Clip with { IsPrivate = true } };
        if (rules.Watermark is { } mark) order = order with { Clip = order.Clip with { Watermark = mark } };
        var facts = new GateFacts
        {
            Now = now,
            User = user,
            Guild = guild,
            Roles = [.. asker.Roles.Select(role => role.ToString())],
            JoinedAt = asker.Member?.JoinedAt,
            IsModerator = Moderators.MayModerate(asker.Member?.Permissions),
            Room = standing.Result,
            Seconds = order.Clip.Shots.Count > 0 ? order.Clip.Shots.Sum(shot => shot.Seconds) : order.Clip.Seconds,
            Pixels = await PixelsAsync(order.Clip, cancel),
            IsPrivate = order.Clip.IsPrivate && rules.Private != PrivateClips.Always,
            BringsPictures = order.BringsPictures,
            IsConsented = order.IsConsented,
            ConsentedAt = person.Result.ConsentedAt,
        };
        if (GateRules.Refuse(rules, facts, tongue) is { } refusal) return new(GateAnswer.Refuse, order, refusal);

        var hit = await watch.LookAsync(guild, rules, facts.Room, facts.Roles, asker.Member?.Permissions?.Allows(Permissions.ManageGuild) is true, order.Texts, cancel);
        if (hit is { Kind: not (HitKind.Held or HitKind.Unread) } && !order.IsAppeal) return await RefuseWordsAsync(asker, order, rules, hit, guild, user, cancel);
        if (GateRules.AsksConsent(rules, facts)) return new(GateAnswer.AskConsent, order, tongue.Say("gate.consent"));
        if (hit is not null) return new(GateAnswer.Hold, order, Why: WhyOf(hit));
        return new(GateRules.Holds(rules, facts) ? GateAnswer.Hold : GateAnswer.Pass, order);
    }

    /// <summary>Also counts it, and bars whoever tries again and again.</summary>
    private async Task<GateWord> RefuseWordsAsync(Asker asker, ClipOrder order, GuildRules rules, Hit hit, string guild, string user, CancellationToken cancel)
    {
        var tongue = asker.Tongue;
        var ban = await bans.CountRefusalAsync(guild, user, asker.Id.Value, rules, cancel);
        if (ban is not null) await log.WriteAsync(guild, "bot", "ladder", user, "", Tongues.English.Say("modlog.ladder.why"), cancel);
        var key = $"gate.word.{hit.Kind.ToString().ToLowerInvariant()}";
        var piece = Markdown.Plain(hit.Piece, 60);
        var sentence = asker.IsWhispered && piece.Length > 0 ? tongue.Say(key, ("piece", piece)) : tongue.Say($"{key}.bare");
        if (ban is not null) sentence += " " + tongue.Say("gate.ladder", ("when", Sentences.Relative(ban.Until!.Value)));
        return new(GateAnswer.Refuse, order, sentence, WhyOf(hit)) { MayAppeal = ban is null && guild.Length > 0 && rules.AppealsADay > 0 };
    }

    internal static string BarredSentence(Ban ban, Tongue tongue)
    {
        var sentence = ban.Until is { } until ? tongue.Say("gate.barred.until", ("when", Sentences.Relative(until))) : tongue.Say("gate.barred");
        return ban.Why.Length > 0 ? sentence + " " + tongue.Say("gate.barred.why", ("why", Markdown.Plain(ban.Why, 300))) : sentence;
    }

    private static string WhyOf(Hit hit) => hit.Rule == hit.Piece || hit.Piece.Length == 0 ? hit.Rule : $"{hit.Rule} ({hit.Piece})";

    /// <summary>Of a frame, as the model makes it that is asked for; 0 while nobody says what it makes.</summary>
    private async Task<double> PixelsAsync(ClipRequest clip, CancellationToken cancel)
    {
        var model = clip.Model.Length > 0 ? clip.Model : queue.Value.DefaultModel;
        if ((await help.CardsAsync(cancel)).FirstOrDefault(card => card.Model == model) is not { } card) return 0;
        var (width, height) = AspectText.Read(clip.Aspect) is { } aspect ? card.Snap(aspect) : (card.WidthPixels, card.HeightPixels);
        var scale = Math.Max(1, clip.Upscale);
        return (double)width * height * scale * scale;
    }
}
