using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.People;
using ChatVideoBot.Bot.Pictures;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Replies;

/// <summary>Orders from what was written: pure, each with the sentence that says why it is none.</summary>
internal static class ReplyOrders
{
    /// <summary>Words so few say what is to be different, and not what is to be seen: "at night".</summary>
    private const int FewWords = 4;

    private static readonly Dictionary<string, string> Nothing = [];

    private const int LeastTimes = 2, MostTimes = 4;

    /// <summary>A clip from words alone.</summary>
    public static (ClipOrder? Order, string Refusal) Imagine(string words, OrderReader reader, Tongue tongue) => Few(reader.Read(words, Nothing), tongue);

    /// <summary>The first picture that can be taken comes to life, by the words or else by those that stand with it.</summary>
    /// <param name="beside">The words that stand with it; empty for none.</param>
    /// <param name="pictures">At least one.</param>
    /// <param name="from">The message that they are on.</param>
    public static (ClipOrder? Order, string Refusal) Animate(
        string words, string beside, IReadOnlyList<Attachment> pictures, Message from, OrderReader reader, Tongue tongue, BotOptions limits)
    {
        var picture = pictures.FirstOrDefault(file => PictureRules.Refusal(file, limits, tongue) is null);
        if (picture is null) return (null, Legal.Picture(tongue, pictures[0], limits)!);
        var (order, refusal) = Few(reader.Read(words, Nothing, otherwise: beside.Length > 0 ? beside : limits.AnimatePrompt), tongue);
        if (order is null) return (null, refusal);
        var file = OrderFile.Of(picture);
        return (order with
        {
            Picture = file,
            ReplyTo = from.Id,
            IsSpoiler = file.IsSpoiler,
            Remark = pictures.Count > 1 ? tongue.Say("reply.pictures", ("count", pictures.Count), ("name", picture.Filename)) : "",
        }, "");
    }

    /// <summary>Something is done to a clip: it goes on, runs in a circle, is enlarged, or is made anew as the words say.</summary>
    /// <param name="record">What is known of it; null for a clip that is not ours.</param>
    /// <param name="video">Its file.</param>
    /// <param name="from">The message that it is on.</param>
    public static (ClipOrder? Order, string Refusal) Change(
        Wish wish, ClipRecord? record, Attachment video, Message from, Person person, Tongue tongue, BotOptions limits)
    {
        if (Legal.Clip(tongue, "clip", video, limits) is { } badClip) return (null, badClip);
        var before = record?.Clip.Prompt ?? video.Description ?? "";
        var clip = new ClipRequest
        {
            Prompt = before,
            Seconds = record?.Seconds is > 0 and var known ? known : video.DurationSecs is > 0 and var told ? told : limits.DefaultSeconds,
            Model = record?.Clip.Model is { Length: > 0 } model ? model : person.Model,
            Style = record?.Clip.Style ?? "",
            IsPrivate = person.IsPrivate || record is { Clip.IsPrivate: true },
        };
        switch (wish.Kind)
        {
            case WishKind.Longer:
                var more = wish.Seconds ?? (person.Seconds > 0 ? person.Seconds : limits.DefaultSeconds);
                if (Legal.Seconds(tongue, more, limits) is { } badSeconds) return (null, badSeconds);
                clip = clip with { Kind = ClipKind.Extend, Seconds = more, Backward = wish.Backward, Prompt = wish.Words.Length > 0 ? wish.Words : before };
                break;
            case WishKind.Loop:
                clip = clip with { Kind = ClipKind.Loop };
                break;
            case WishKind.Upscale:
                var times = wish.Times == 0 ? LeastTimes : wish.Times;
                if (times is < LeastTimes or > MostTimes)
                    return (null, tongue.Say("reply.times", ("times", times), ("nearest", Math.Clamp(times, LeastTimes, MostTimes))));
                clip = clip with { Kind = ClipKind.Enlarge, Upscale = times };
                break;
            default:
                clip = clip with { Kind = ClipKind.Remix, Prompt = Merged(before, wish.Words) };
                break;
        }
        if (clip.Prompt.Length > 0 && Legal.Prompt(tongue, clip.Prompt, limits) is { } bad) return (null, bad);
        var file = OrderFile.Of(video);
        return (new()
        {
            Clip = clip,
            Source = file,
            ReplyTo = from.Id,
            Parent = record?.Id ?? "",
            IsSpoiler = file.IsSpoiler || record is { IsSpoiler: true },
        }, "");
    }

    /// <summary>"a red ball" and "at night" are "a red ball, at night"; a sentence of its own stands alone.</summary>
    internal static string Merged(string before, string words) =>
        before.Length == 0 || words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length > FewWords ? words : $"{before.TrimEnd('.', ' ')}, {words}";

    /// <summary>A message has no button to ask back with.</summary>
    private static (ClipOrder? Order, string Refusal) Few((ClipOrder? Order, string Refusal) read, Tongue tongue)
    {
        var count = read.Order is { } order ? Math.Max(1, order.Prompts.Count) * order.Variants : 0;
        return count <= ConfirmButton.AskAbove ? read : (null, tongue.Say("order.many", ("count", count), ("most", ConfirmButton.AskAbove)));
    }
}
