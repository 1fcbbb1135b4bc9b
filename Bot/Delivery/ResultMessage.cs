using System.Globalization;
using System.Text;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Delivery;

/// <summary>The message that carries a clip.</summary>
internal static class ResultMessage
{
    private const int LongestNote = 300, MostNotes = 3, LongestName = 40, LongestNonce = 25, LongestDescription = 1000;

    public static MessageCreate Of(Job job, ClipInfo clip, byte[] mp4, Origin origin)
    {
        var user = Snowflake.TryParse(job.User, out var id) ? id : (Snowflake?)null;
        var who = user is null ? "" : $"<@{user}> · ";
        var seconds = clip.FramesPerSecond > 0 ? clip.Frames / clip.FramesPerSecond : 0;
        return new()
        {
            Content = string.Create(CultureInfo.InvariantCulture,
                $"{Card.Title(job.Clip.Prompt)}\n-# {who}{seconds:0.#} s · {clip.WidthPixels} × {clip.HeightPixels} · seed {job.Clip.Seed} · ")
                + $"{clip.Model} · made by AI in {Sentences.Duration(clip.Took)}"
                + (origin.Remark.Length > 0 ? $"\n-# {origin.Remark}" : "") + Said(clip, origin),
            AllowedMentions = user is { } one ? AllowedMentions.OnlyUsers(one) : AllowedMentions.None,
            MessageReference = Snowflake.TryParse(origin.Source, out var source) ? MessageReference.To(source) : null,
            Nonce = job.Id.Value.Length <= LongestNonce ? job.Id.Value : null,
            Files =
            [
                new((origin.IsSpoiler || IsFlagged(clip) ? ClipOrder.SpoilerMark : "") + FileName(job), mp4)
                {
                    ContentType = "video/mp4",
                    Description = Shortened(job.Clip.Prompt),
                },
            ],
        };
    }

    private static bool IsFlagged(ClipInfo clip) => clip.Verdict is { IsFlagged: true };

    /// <summary>What the worker says of the clip, beside what was said when it was asked for.</summary>
    private static string Said(ClipInfo clip, Origin origin)
    {
        var notes = clip.Notes.Where(note => note.Length > 0 && !origin.Remark.Contains(note, StringComparison.Ordinal)).Take(MostNotes);
        var why = IsFlagged(clip) ? $"\n-# Behind a spoiler: {Markdown.Plain(clip.Verdict!.Why, LongestNote)}" : "";
        return why + string.Concat(notes.Select(note => $"\n-# {Markdown.Plain(note, LongestNote)}"));
    }

    /// <summary>
    /// An end without a clip, where no card can tell it. Its nonce is another than a clip's, which may have been tried before.
    /// </summary>
    public static MessageCreate OfEnd(Job job)
    {
        var user = Snowflake.TryParse(job.User, out var id) ? id : (Snowflake?)null;
        var nonce = job.Id.Value + "-end";
        return new()
        {
            Content = (user is null ? "" : $"<@{user}> ") + Card.Ended(job).Content,
            AllowedMentions = user is { } one ? AllowedMentions.OnlyUsers(one) : AllowedMentions.None,
            Nonce = nonce.Length <= LongestNonce ? nonce : null,
        };
    }

    /// <summary>Tells what is in it, and by the job's id which job made it.</summary>
    public static string FileName(Job job)
    {
        var words = new StringBuilder();
        foreach (var letter in job.Clip.Prompt.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter)) words.Append(letter);
            else if (words.Length > 0 && words[^1] != '-') words.Append('-');
            if (words.Length >= LongestName) break;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{words.ToString().Trim('-')}_seed{job.Clip.Seed}{Mark(job.Id)}");
    }

    /// <summary>
    /// Whether the message carries this job's clip: how a second try finds what a first one posted. People can name a file so, too.
    /// </summary>
    public static bool Carries(Message message, JobId id) =>
        message.Author?.Bot == true && message.Attachments.Any(file => file.Filename.EndsWith(Mark(id), StringComparison.Ordinal));

    private static string Shortened(string prompt) => prompt.Length <= LongestDescription ? prompt : prompt[..LongestDescription];

    private static string Mark(JobId id) => $"_{id.Value}.mp4";
}
