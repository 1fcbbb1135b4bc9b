using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.Pictures;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Replies;

/// <summary>The same request with another seed, its files fetched anew from the messages that hold them.</summary>
internal sealed class Again(ClipArchive archive, DiscordRest rest)
{
    /// <summary>The order; or the sentence that says why it is none.</summary>
    public async Task<(ClipOrder? Order, string Refusal)> OfAsync(ClipRecord record, Tongue tongue, CancellationToken cancel)
    {
        var order = new ClipOrder { Clip = record.Clip, Parent = record.Id, IsSpoiler = record.IsSpoiler };
        if (record.Clip.Kind != ClipKind.Make)
        {
            var holder = await archive.FindAsync(record.Parent, cancel) is { PostedMessage.Length: > 0 } parent
                ? await FindAsync(parent.PostedChannel, parent.PostedMessage, cancel)
                : await FindAsync(record.Channel, record.SourceMessage, cancel);
            return holder?.Attachments.FirstOrDefault(Legal.IsClip) is { } clip
                ? (order with { Source = OrderFile.Of(clip), ReplyTo = holder.Id }, "")
                : (null, tongue.Say("reply.source-gone"));
        }
        if (record.SourceMessage.Length == 0) return (order, "");
        var source = await FindAsync(record.Channel, record.SourceMessage, cancel);
        if (source?.Attachments.FirstOrDefault(PictureRules.LooksLikePicture) is { } picture)
            return (order with { Picture = OrderFile.Of(picture), ReplyTo = source.Id }, "");
        // What was asked by words in a message replies to those; one that shows us neither words nor files hides a picture.
        return source is { Content.Length: > 0 } ? (order, "") : (null, tongue.Say("reply.source-gone"));
    }

    private async Task<Message?> FindAsync(string channel, string message, CancellationToken cancel)
    {
        if (!Snowflake.TryParse(channel, out var where) || !Snowflake.TryParse(message, out var id)) return null;
        try
        {
            return await rest.GetMessageAsync(where, id, cancel);
        }
        catch (DiscordException e) when (e.IsFinal())
        {
            return null;
        }
    }
}
