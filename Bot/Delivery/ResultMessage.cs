using System.Globalization;
using System.Text;
using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Bot.Results;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Delivery;

/// <summary>The message that carries a clip, with its buttons.</summary>
internal static class ResultMessage
{
    /// <summary>Clips of a user that come with a hint what to try next.</summary>
    internal const int Hints = 3;

    private const int LongestNote = 200, LongestRemark = 300, MostNotes = 3, LongestName = 40, LongestNonce = 25, LongestDescription = 1000, LongestContent = 2000;

    /// <summary>A clip that was just made.</summary>
    /// <param name="why">Why it comes as a direct message and not where it was asked for; empty when it does.</param>
    /// <param name="pings">Its requester hears of it.</param>
    public static MessageCreate Of(ClipRecord clip, ClipInfo made, byte[] mp4, Origin origin, Tongue tongue, string why, bool pings)
    {
        var notes = made.Notes.Where(note => note.Length > 0 && !origin.Remark.Contains(note, StringComparison.Ordinal)).Take(MostNotes);
        string[] said =
        [
            why,
            Markdown.Cut(origin.Remark, LongestRemark),
            made.Verdict is { IsFlagged: true } verdict ? tongue.Say("result.spoiler", ("why", Markdown.Plain(verdict.Why, LongestNote))) : "",
            .. notes.Select(note => Markdown.Plain(note, LongestNote)),
            clip.Number is > 0 and <= Hints ? tongue.Say($"result.hint.{clip.Number.ToString(CultureInfo.InvariantCulture)}") : "",
        ];
        var content = Content(clip, tongue, tongue.Say("result.took", ("took", Sentences.Duration(made.Took, tongue))), said);
        return Message(clip, mp4, content, tongue, clip.Id) with
        {
            AllowedMentions = pings && Snowflake.TryParse(clip.User, out var user) ? AllowedMentions.OnlyUsers(user) : AllowedMentions.None,
            MessageReference = Snowflake.TryParse(origin.Source, out var source) ? MessageReference.To(source) : null,
        };
    }

    /// <summary>A clip that is brought back; nobody hears of it.</summary>
    public static MessageCreate Again(ClipRecord clip, byte[] mp4, Tongue tongue, string nonce) =>
        Message(clip, mp4, Content(clip, tongue, "", []), tongue, nonce);

    private static MessageCreate Message(ClipRecord clip, byte[] mp4, string content, Tongue tongue, string nonce) => new()
    {
        Content = content,
        Components = ClipButtons.Of(clip.Id, tongue),
        Nonce = nonce.Length <= LongestNonce ? nonce : null,
        Files = [new((clip.IsSpoiler ? OrderFile.SpoilerMark : "") + FileName(clip), mp4)
        {
            ContentType = "video/mp4",
            Description = clip.Clip.IsPrivate || clip.Words.Length == 0 ? null : Markdown.Cut(clip.Words, LongestDescription),
        }],
    };

    /// <summary>What is said: the prompt, how it was made, and small below what there is to say; the last of that goes first where it is too much.</summary>
    private static string Content(ClipRecord clip, Tongue tongue, string took, IEnumerable<string> said)
    {
        var content = Card.Title(clip.Words, tongue) + "\n-# " + string.Join(" · ", Facts(clip, tongue).Append(took).Where(fact => fact.Length > 0));
        foreach (var line in said.Prepend(string.Join(" · ", Settings(clip.Clip, tongue))).Where(line => line.Length > 0))
        {
            if (content.Length + line.Length + 4 <= LongestContent) content += $"\n-# {line}";
        }
        return content;
    }

    private static IEnumerable<string> Facts(ClipRecord clip, Tongue tongue)
    {
        if (Snowflake.TryParse(clip.User, out var user)) yield return $"<@{user}>";
        if (clip.Seconds > 0) yield return tongue.Say("result.seconds", ("seconds", Math.Round(clip.Seconds, 1)));
        if (clip.WidthPixels > 0) yield return tongue.Say("result.size", ("width", Text(clip.WidthPixels)), ("height", Text(clip.HeightPixels)));
        yield return tongue.Say("result.seed", ("seed", Text(clip.Clip.Seed)));
        if (clip.Model.Length > 0) yield return Markdown.Plain(clip.Model, 64);
    }

    /// <summary>What was asked for beyond the words; nothing of what was left as it is.</summary>
    private static IEnumerable<string> Settings(ClipRequest clip, Tongue tongue)
    {
        if (clip.Aspect.Length > 0) yield return tongue.Say("result.set.aspect", ("value", Markdown.Plain(clip.Aspect, 20)));
        if (clip.Motion is { } motion) yield return tongue.Say("result.set.motion", ("value", motion));
        if (clip.Camera.Length > 0) yield return tongue.Say("result.set.camera", ("value", Markdown.Plain(clip.Camera, 40)));
        if (clip.Style.Length > 0) yield return tongue.Say("result.set.style", ("value", Markdown.Plain(Styles.NameOf(clip.Style, tongue), 80)));
        if (clip.Negative.Length > 0) yield return tongue.Say("result.set.negative", ("value", Markdown.Plain(clip.Negative, 100)));
    }

    /// <summary>
    /// An end without a clip, where no card can tell it. Its nonce is another than a clip's, which may have been tried before.
    /// </summary>
    public static MessageCreate OfEnd(Job job, Tongue tongue)
    {
        var user = Snowflake.TryParse(job.User, out var id) ? id : (Snowflake?)null;
        var nonce = job.Id.Value + "-end";
        return new()
        {
            Content = (user is null ? "" : $"<@{user}> ") + EndWords.Card(job, tongue).Content,
            AllowedMentions = user is { } one ? AllowedMentions.OnlyUsers(one) : AllowedMentions.None,
            Nonce = nonce.Length <= LongestNonce ? nonce : null,
        };
    }

    /// <summary>Tells what is in it, and by the job's id which job made it; of a private clip, what is in it is nobody's business.</summary>
    public static string FileName(ClipRecord clip)
    {
        var words = new StringBuilder();
        foreach (var letter in clip.Clip.IsPrivate ? "" : clip.Words.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter)) words.Append(letter);
            else if (words.Length > 0 && words[^1] != '-') words.Append('-');
            if (words.Length >= LongestName) break;
        }
        var name = words.ToString().Trim('-');
        return string.Create(CultureInfo.InvariantCulture, $"{(name.Length > 0 ? name : "clip")}_seed{clip.Clip.Seed}{Mark(clip.Id)}");
    }

    /// <summary>
    /// Whether the message carries this job's clip: how a second try finds what a first one posted. People can name a file so, too.
    /// </summary>
    public static bool Carries(Message message, string id) =>
        message.Author?.Bot == true && message.Attachments.Any(file => file.Filename.EndsWith(Mark(id), StringComparison.Ordinal));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Mark(string id) => $"_{id}.mp4";
}
