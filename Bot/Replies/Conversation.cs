using System.Text.RegularExpressions;
using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Moderation.Gate;
using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.People;
using ChatVideoBot.Bot.Pictures;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Replies;

/// <summary>A message, understood as far as its words go.</summary>
internal sealed record Heard(Spoken Spoken, Snowflake Self, Wish Wish, Person Person, Tongue Tongue)
{
    public Message Message => Spoken.Message;
    public string User => Message.Author!.Id.ToString();
}

/// <summary>Does what a message asks for: what it answers, and what comes with it, say to what.</summary>
internal sealed partial class Conversation(
    OrderDesk desk, OrderHelp help, OrderGate gate, Voice voice, ClipArchive archive, Again again, JobQueue queue, StatusBoard board, DiscordRest rest, IOptions<BotOptions> options,
    ILogger<Conversation> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4); // a handler whose host stops has five

    public async Task AnswerAsync(Heard heard, CancellationToken cancel)
    {
        var (spoken, target) = (heard.Spoken, heard.Spoken.Target);
        if (Pictures(heard.Message) is { Count: > 0 } own)
            await AnimateAsync(heard, "", own, heard.Message, cancel);
        else if (Videos(heard.Message) is [var sent, ..])
            await ChangeAsync(heard, null, sent, heard.Message, cancel);
        else if (!spoken.IsReply)
            await AloneAsync(heard, cancel);
        else if (target is null)
            await SayAsync(heard, "reply.gone", cancel);
        else if (spoken.IsToUs(heard.Self))
            await AnswerOursAsync(heard, target, cancel);
        else
            await AnswerOthersAsync(heard, target, cancel);
    }

    /// <summary>A reply to a clip, a card, or something else that the bot said.</summary>
    private async Task AnswerOursAsync(Heard heard, Message target, CancellationToken cancel)
    {
        if (JobOf(target) is { } id && await queue.FindAsync(id, cancel) is { } job && job.IsOpen())
            await AnswerCardAsync(heard, job, cancel);
        else if (Videos(target) is [var video, ..])
            await ChangeAsync(heard, await archive.FindByMessageAsync(target.Id, cancel), video, target, cancel);
        else
            await AloneAsync(heard, cancel);
    }

    private async Task AnswerCardAsync(Heard heard, Job job, CancellationToken cancel)
    {
        if (heard.Wish.Kind is WishKind.Cancel or WishKind.Delete) await CancelAsync(heard, job, cancel);
        else if (heard.Wish.Kind != WishKind.Chat) await SayAsync(heard, "reply.in-the-making", cancel);
    }

    /// <summary>A reply to what somebody else wrote, with the bot's name in it.</summary>
    private async Task AnswerOthersAsync(Heard heard, Message target, CancellationToken cancel)
    {
        Message[] seen = [target, .. (target.MessageSnapshots ?? []).Select(snapshot => snapshot.Message).OfType<Message>()];
        var pictures = seen.SelectMany(Pictures).ToList();
        var told = seen.Select(message => message.Content.Trim()).FirstOrDefault(words => words.Length > 0) ?? "";
        if (pictures.Count > 0)
            await AnimateAsync(heard, told, pictures, target, cancel);
        else if (seen.SelectMany(Videos).FirstOrDefault() is { } video)
            await ChangeAsync(heard, await archive.FindByMessageAsync(target.Id, cancel), video, target, cancel);
        else if (told.Length == 0 && seen.All(message => message.Embeds.Count == 0))
            await SayAsync(heard, "reply.hidden", cancel);
        else if (heard.Spoken.Words.Length > 0)
            await AloneAsync(heard, cancel);
        else
            await AloneAsync(heard with { Wish = Wish.Read(told, heard.Person.Locale) }, cancel);
    }

    /// <summary>Words with nothing that they are about.</summary>
    private async Task AloneAsync(Heard heard, CancellationToken cancel)
    {
        switch (heard.Wish.Kind)
        {
            case WishKind.Words when Link().IsMatch(heard.Wish.Words):
                await SayAsync(heard, "reply.link", cancel);
                break;
            case WishKind.Words:
                await OrderAsync(heard, ReplyOrders.Imagine(heard.Wish.Words, await ReaderAsync(heard, heard.Person, cancel), heard.Tongue), cancel);
                break;
            case WishKind.Cancel:
                var mine = await queue.ListOfUserAsync(heard.User, cancel);
                if (mine is [var only]) await CancelAsync(heard, only, cancel);
                else await SayAsync(heard, mine.Count == 0 ? "reply.nothing-open" : "reply.which-card", cancel);
                break;
            case WishKind.Longer or WishKind.Again or WishKind.Upscale or WishKind.Loop
                when await NewestAsync(heard, cancel) is var (record, message) && Videos(message) is [var video, ..]:
                await ChangeAsync(heard, record, video, message, cancel);
                break;
            case WishKind.Longer or WishKind.Again or WishKind.Upscale or WishKind.Loop or WishKind.Delete:
                await SayAsync(heard, "reply.which", cancel);
                break;
            default:
                if (heard.Spoken.IsAddressed) await SayAsync(heard, "reply.help", cancel);
                break;
        }
    }

    /// <summary>The user's newest clip, where it stands in this channel.</summary>
    private async Task<(ClipRecord Record, Message Message)?> NewestAsync(Heard heard, CancellationToken cancel)
    {
        if (await archive.OfUserAsync(heard.User, 0, 1, cancel) is not [{ PostedMessage.Length: > 0 } record]
            || record.PostedChannel != heard.Message.ChannelId.ToString() || !Snowflake.TryParse(record.PostedMessage, out var id)) return null;
        try
        {
            return (record, await rest.GetMessageAsync(heard.Message.ChannelId, id, cancel));
        }
        catch (DiscordException e) when (e.IsFinal())
        {
            return null;
        }
    }

    private async Task AnimateAsync(Heard heard, string beside, IReadOnlyList<Attachment> pictures, Message from, CancellationToken cancel)
    {
        var reader = await ReaderAsync(heard, heard.Person with { Aspect = "" }, cancel);
        await OrderAsync(heard, ReplyOrders.Animate(heard.Spoken.Words, beside, pictures, from, reader, heard.Tongue, options.Value), cancel);
    }

    private async Task<OrderReader> ReaderAsync(Heard heard, Person person, CancellationToken cancel) =>
        new(heard.Tongue, options.Value, person, await help.CardsAsync(cancel));

    /// <summary>Something is to be done with a clip.</summary>
    private async Task ChangeAsync(Heard heard, ClipRecord? record, Attachment video, Message from, CancellationToken cancel)
    {
        switch (heard.Wish.Kind)
        {
            case WishKind.Again when record is null:
                await SayAsync(heard, "reply.unknown-clip", cancel);
                break;
            case WishKind.Again:
                await OrderAsync(heard, await again.OfAsync(record, heard.Tongue, cancel), cancel);
                break;
            case WishKind.Delete:
                await DeleteAsync(heard, record, from, cancel);
                break;
            case WishKind.Cancel:
                await SayAsync(heard, "reply.made", cancel);
                break;
            case WishKind.Help:
                await SayAsync(heard, "reply.help", cancel);
                break;
            case WishKind.Chat:
                if (heard.Spoken.IsAddressed && heard.Message.Id == from.Id) await SayAsync(heard, "reply.what", cancel); // a clip without a word
                break;
            default:
                await OrderAsync(heard, ReplyOrders.Change(heard.Wish, record, video, from, heard.Person, heard.Tongue, options.Value), cancel);
                break;
        }
    }

    private async Task OrderAsync(Heard heard, (ClipOrder? Order, string Refusal) read, CancellationToken cancel)
    {
        if (read.Order is not { } order)
        {
            await voice.SayAsync(heard.Message, $"⚠️ {read.Refusal}", cancel);
            return;
        }
        var channel = heard.Message.ChannelId;
        if (heard.Message.GuildId is { } guild && await gate.IsPrivateAsync(guild.ToString(), order, cancel))
        {
            try
            {
                channel = (await rest.CreateDmAsync(heard.Message.Author!.Id, cancel)).Id;
            }
            catch (DiscordException e) when (e.IsFinal())
            {
                await SayAsync(heard, "reply.no-direct", cancel);
                return;
            }
        }
        var asker = new MessageAsker(heard.Message, channel, heard.Tongue, voice, rest);
        try
        {
            await desk.TakeAsync(asker, order, cancel);
        }
        catch (Exception e) when (asker.HasCard && e is DiscordException or RedisException or OperationCanceledException)
        {
            await ApologiseAsync(asker);
        }
    }

    /// <summary>A card that says "one moment" must not stand for ever: unless the job is in line, it says that nothing comes.</summary>
    private async Task ApologiseAsync(MessageAsker asker)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            if (await queue.FindAsync(asker.Id, patience.Token) is null) await asker.TellAsync($"⚠️ {asker.Tongue.Say("wrong.ours")}", patience.Token);
        }
        catch (Exception e) when (e is DiscordException or RedisException or OperationCanceledException)
        {
            LogSpeechless(asker.Id, e.Message);
        }
    }

    private async Task CancelAsync(Heard heard, Job job, CancellationToken cancel)
    {
        if (job.User != heard.User)
        {
            await SayAsync(heard, "reply.not-yours-cancel", cancel);
            return;
        }
        if (await queue.CancelAsync(job.Id, new(heard.User, "replied cancel"), cancel) is CancelResult.Cancelled or CancelResult.Stopping) board.Wake();
        else await SayAsync(heard, "cancel.too-late", cancel);
    }

    /// <summary>Takes the message with the clip away; that it is gone is the answer.</summary>
    private async Task DeleteAsync(Heard heard, ClipRecord? record, Message from, CancellationToken cancel)
    {
        var isOurs = from.Author?.Id == heard.Self;
        if (!isOurs || (record?.User ?? await UserOfAsync(from, cancel)) != heard.User)
        {
            await SayAsync(heard, isOurs ? "reply.not-yours-delete" : "reply.not-mine", cancel);
            return;
        }
        try
        {
            await rest.DeleteMessageAsync(from.ChannelId, from.Id, cancel);
        }
        catch (DiscordException e) when (e.Code == DiscordErrorCode.UnknownMessage)
        {
            // Somebody was quicker.
        }
        if (record is not null) await archive.ForgetAsync(record, cancel);
    }

    /// <summary>Who asked for a clip that the archive does not know: its file's name ends with its job's id.</summary>
    private async Task<string?> UserOfAsync(Message clip, CancellationToken cancel) =>
        clip.Attachments.Select(file => Path.GetFileNameWithoutExtension(file.Filename).Split('_')[^1]).FirstOrDefault(JobId.IsValid) is { } id
            ? (await queue.FindAsync(new(id), cancel))?.User
            : null;

    private Task SayAsync(Heard heard, string key, CancellationToken cancel) => voice.SayAsync(heard.Message, heard.Tongue.Say(key), cancel);

    /// <summary>The job whose card this is: its Cancel button says it.</summary>
    private static JobId? JobOf(Message card) =>
        ComponentTree.Of(card.Components).Select(component => component.CustomId).FirstOrDefault(id => id?.StartsWith("cancel:", StringComparison.Ordinal) ?? false) is { } custom
        && JobId.IsValid(custom["cancel:".Length..]) ? new JobId(custom["cancel:".Length..]) : null;

    private static List<Attachment> Pictures(Message message) => [.. message.Attachments.Where(PictureRules.LooksLikePicture)];

    private static List<Attachment> Videos(Message message) => [.. message.Attachments.Where(Legal.IsClip)];

    [LoggerMessage(LogLevel.Warning, "Who asked for {Job} could not be told that it failed: {Problem}")]
    private partial void LogSpeechless(JobId job, string problem);

    [GeneratedRegex(@"^<?https?://\S+>?$", RegexOptions.IgnoreCase)]
    private static partial Regex Link();
}
