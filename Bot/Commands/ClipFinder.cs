using System.Text.RegularExpressions;
using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Commands;

/// <summary>A clip in a message.</summary>
/// <param name="Record">What is known of it; null for a clip that is not ours.</param>
/// <param name="IsHere">The message stands where it was asked from.</param>
internal sealed record FoundClip(Attachment File, Snowflake Message, ClipRecord? Record, bool IsHere);

/// <summary>Finds the clip that a user names by its id or by a link to its message, if the user may see it: own ones, and those in the same channel.</summary>
internal sealed partial class ClipFinder(ClipArchive archive, DiscordRest rest, TimeProvider time, IOptions<BotOptions> options)
{
    /// <summary>The first answer is due in three seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    /// <summary>The clip; or the sentence that says why it cannot be had.</summary>
    public async Task<(FoundClip? Clip, string Refusal)> FindAsync(Interaction interaction, string text, Tongue tongue, CancellationToken cancel)
    {
        var here = interaction.ChannelId?.ToString() ?? "";
        ClipRecord? record;
        string channel, message;
        if (Link().Match(text.Trim()) is { Success: true } link)
        {
            (channel, message) = (link.Groups[1].Value, link.Groups[2].Value);
            record = await archive.FindByMessageAsync(Snowflake.Parse(message), cancel);
            if (record is not null && record.PostedChannel != channel) record = null;
        }
        else
        {
            record = await archive.FindAsync(text.Trim(), cancel);
            if (record is null) return (null, tongue.Say("edit.unknown-id", ("id", Markdown.Plain(text, 40))));
            (channel, message) = (record.PostedChannel, record.PostedMessage);
        }
        if (channel != here && record?.User != interaction.Invoker!.Id.ToString()) return (null, tongue.Say("edit.elsewhere"));
        if (!Snowflake.TryParse(channel, out var where) || !Snowflake.TryParse(message, out var id)) return (null, tongue.Say("edit.gone"));

        using var late = new CancellationTokenSource(Patience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            var holder = await rest.GetMessageAsync(where, id, limit.Token);
            if (holder.Attachments.FirstOrDefault(Legal.IsClip) is not { } file)
                return (null, tongue.Say(holder.Attachments.Count == 0 && record is null ? "edit.no-video-there" : "edit.gone"));
            return Legal.Clip(tongue, "id", file, options.Value) is { } bad ? (null, bad) : (new(file, id, record, channel == here), "");
        }
        catch (DiscordException e) when (e.IsFinal())
        {
            return (null, tongue.Say("edit.gone"));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (null, tongue.Say("wrong.discord"));
        }
    }

    [GeneratedRegex(@"^<?https://(?:ptb\.|canary\.)?discord(?:app)?\.com/channels/(?:@me|\d{1,19})/(\d{1,19})/(\d{1,19})/?>?$")]
    private static partial Regex Link();
}
