using ChatVideoBot.Bot.Pictures;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Commands;

/// <summary>Takes an order: answers at once, fetches the picture, puts the job in line. From there on the job lives in Redis.</summary>
internal sealed partial class OrderDesk(
    Answers answers, DiscordRest rest, AttachmentDownloader downloader, JobQueue queue, StatusBoard board, Overview overview,
    IOptions<BotOptions> options, TimeProvider time, ILogger<OrderDesk> logger)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(500), LastRetry = TimeSpan.FromSeconds(5);

    public async Task TakeAsync(Interaction interaction, (ClipOrder? Order, string Refusal) read, CancellationToken cancel)
    {
        var refusal = read.Order is null ? read.Refusal : RefusePlace(interaction);
        if (refusal is not null)
        {
            await answers.RefuseAsync(interaction, refusal, cancel);
            return;
        }
        await answers.GiveAsync(interaction, InteractionResponse.DeferredMessage(), cancel);

        var order = read.Order!;
        var (picture, problem) = await FetchAsync(order.Picture, cancel);
        if (problem is not null)
        {
            await TellAsync(interaction, $"⚠️ {problem}", cancel);
            return;
        }
        await EnqueueAsync(interaction, order, picture, cancel);
    }

    /// <summary>A result that could not be posted is worse than a refusal now. Null when it can.</summary>
    internal static string? RefusePlace(Interaction interaction)
    {
        if (interaction.ChannelId is null) return "There is no channel here to post a clip in.";
        if (interaction.GuildId is null) return null; // a direct message
        var isThread = interaction.Channel?.Type is ChannelType.PublicThread or ChannelType.PrivateThread or ChannelType.AnnouncementThread;
        var (write, called) = isThread
            ? (Permissions.SendMessagesInThreads, "Send Messages in Threads")
            : (Permissions.SendMessages, "Send Messages");
        var may = interaction.AppPermissions;
        if (!may.Allows(Permissions.ViewChannel | write))
            return $"I may not write in this channel; ask a moderator to give me View Channel and {called} here.";
        return may.Allows(Permissions.AttachFiles)
            ? null
            : "I may not attach files in this channel; ask a moderator to give me Attach Files here.";
    }

    private async Task<(byte[] Picture, string? Problem)> FetchAsync(Attachment? file, CancellationToken cancel)
    {
        if (file is null) return ([], null);
        try
        {
            var bytes = await downloader.DownloadAsync(new Uri(file.Url), options.Value.LargestPicture, cancel);
            return (bytes, PictureRules.Refusal(file.Filename, bytes));
        }
        catch (Exception e) when (e is DiscordException or UriFormatException)
        {
            LogPictureLost(e.Message);
            return ([], $"{file.Filename} could not be fetched from Discord; upload it again.");
        }
    }

    private async Task EnqueueAsync(Interaction interaction, ClipOrder order, byte[] picture, CancellationToken cancel)
    {
        var user = interaction.Invoker!;
        var remark = order.Remark.Length == 0 && picture.Length > 0 ? PictureRules.Remark(order.Picture!.Filename, picture) ?? "" : order.Remark;
        var (channel, application) = (interaction.ChannelId!.Value.ToString(), interaction.ApplicationId.ToString());
        var draft = new JobDraft(
            new(interaction.Id.ToString()),
            user.Id.ToString(),
            interaction.GuildId?.ToString() ?? "",
            new()
            {
                Prompt = order.Prompt,
                Seconds = order.Seconds,
                Aspect = order.Aspect,
                Seed = order.Seed ?? Random.Shared.NextInt64(1L << 32),
            },
            new Origin(channel, application, interaction.Token, remark, order.Source?.ToString(), order.IsSpoiler).Write())
        {
            Sources = new ClipSources { Picture = picture },
            Roles = [.. (interaction.Member?.Roles ?? []).Select(role => role.ToString())],
        };
        if (await PersistAsync(draft, cancel) is not { } enqueued)
            await TellAsync(interaction, "⚠️ The queue cannot be reached right now, so nothing was queued. Try again in a minute.", cancel);
        else if (LineRefusal.Of(enqueued, interaction.GuildId is null, time.GetUtcNow()) is { } refusal)
            await TellAsync(interaction, $"⚠️ {refusal}", cancel);
        else
            await ShowAsync(interaction, draft, remark, cancel);
    }

    /// <summary>Enqueues, again and again while Redis is away: the job's id makes a repeat harmless. Null when it stayed away.</summary>
    private async Task<Enqueued?> PersistAsync(JobDraft draft, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        for (var wait = FirstRetry; ; wait = wait * 2 < LastRetry ? wait * 2 : LastRetry)
        {
            try
            {
                return await queue.EnqueueAsync(draft, cancel);
            }
            catch (RedisException e)
            {
                LogQueueAway(e.Message);
                if (time.GetElapsedTime(began) + wait > options.Value.WaitForQueue) return null;
            }
            await Task.Delay(wait * (0.5 + Random.Shared.NextDouble()), time, cancel);
        }
    }

    /// <summary>
    /// Writes its first card; those that follow are the writer's. The job is in line, so whatever breaks here is no reason to tell the user
    /// that it is not.
    /// </summary>
    private async Task ShowAsync(Interaction interaction, JobDraft draft, string remark, CancellationToken cancel)
    {
        try
        {
            if (await queue.FindAsync(draft.Id, cancel) is { } job && job.IsOpen())
                await board.ShowAsync(job, await overview.ReadAsync(cancel), cancel);
        }
        catch (RedisException e)
        {
            LogQueueAway(e.Message);
            var card = Card.Accepted(draft.Clip.Prompt, remark);
            try
            {
                await rest.EditOriginalInteractionResponseAsync(
                    interaction, new() { Content = card.Content, Components = [ActionRow.Of(CancelButton.For(draft.Id))] }, cancel);
            }
            catch (DiscordException untold)
            {
                LogUntold(draft.Id, untold.Message);
            }
        }
        board.Touch(draft.Id); // however far back it stands
    }

    private Task TellAsync(Interaction interaction, string sentence, CancellationToken cancel) =>
        rest.EditOriginalInteractionResponseAsync(interaction, new() { Content = sentence }, cancel);

    [LoggerMessage(LogLevel.Warning, "A picture could not be fetched: {Problem}")]
    private partial void LogPictureLost(string problem);

    [LoggerMessage(LogLevel.Warning, "The user of {Job}, which is in line, could not be told so yet: {Problem}")]
    private partial void LogUntold(JobId job, string problem);

    [LoggerMessage(LogLevel.Warning, "The queue does not answer an order yet: {Problem}")]
    private partial void LogQueueAway(string problem);
}
