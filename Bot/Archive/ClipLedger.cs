using ChatVideoBot.Bot.Delivery;
using ChatVideoBot.Bot.People;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Archive;

/// <summary>Where records of clips begin, and how one is found again from a button, also that of a clip that was never written down.</summary>
internal sealed class ClipLedger(ClipArchive archive, PeopleShelf people, JobQueue queue)
{
    /// <summary>The record of a clip that is about to be posted, written down before that: its buttons work from the first moment.</summary>
    public async Task<ClipRecord> BeginAsync(Job job, ClipInfo? made, Origin? origin, CancellationToken cancel)
    {
        if (await archive.FindAsync(job.Id.Value, cancel) is { } known) return known;
        var number = (await people.ReadAsync(job.User, cancel)).Clips + 1;
        var clip = ClipRecord.Of(job, made, origin) with { Number = number };
        await archive.SaveAsync(clip, cancel); // before it counts: a clip counts once at most
        await people.ChangeAsync(job.User, person => person with { Clips = Math.Max(person.Clips, number) }, cancel);
        return clip;
    }

    /// <summary>The clip whose button was pressed; null when nothing is known of it any more, and where it is not this user's to see.</summary>
    /// <remarks>Where the process died before it wrote down that the message of the button holds it, that is made up for.</remarks>
    public async Task<ClipRecord?> FindAsync(string id, Interaction interaction, CancellationToken cancel)
    {
        if (!JobId.IsValid(id)) return null;
        var clip = await archive.FindAsync(id, cancel) ?? OfJob(await queue.FindAsync(new(id), cancel));
        if (clip is null || clip.Clip.IsPrivate && clip.User != interaction.Invoker?.Id.ToString()) return null;
        if (clip.IsPosted) return clip;
        if (interaction.Message is not { } message || message.Flags?.HasFlag(MessageFlags.Ephemeral) is true || !ResultMessage.Carries(message, id)) return clip.IsWithheld ? null : clip;
        clip = clip with { PostedGuild = interaction.GuildId?.ToString() ?? "", PostedChannel = message.ChannelId.ToString(), PostedMessage = message.Id.ToString() };
        await archive.SaveAsync(clip, cancel);
        return clip;
    }

    /// <summary>A clip of a bot of the version before, which kept none; null when what its user wrote is forgotten.</summary>
    private static ClipRecord? OfJob(Job? job) =>
        job is { State: JobState.Done or JobState.Delivering } && (job.Clip.Prompt.Length > 0 || job.Clip.Shots.Count > 0 || job.Clip.Kind != ClipKind.Make)
            ? ClipRecord.Of(job, null, Origin.Read(job.Origin))
            : null;
}
