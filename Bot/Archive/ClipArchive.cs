using System.Text.Json;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Archive;

/// <summary>The clips that were made: looked up by their buttons, by replies to them, and by their makers.</summary>
internal sealed class ClipArchive(Keepsakes keepsakes, GuildBook guilds, DiscordRest rest, AttachmentDownloader downloader, IOptions<BotOptions> options)
{
    private const int MostOfUser = 1000;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Null when it is not known (any more).</summary>
    public async Task<ClipRecord?> FindAsync(string id, CancellationToken cancel) =>
        await keepsakes.ReadAsync(Key(id), cancel) is { } text ? JsonSerializer.Deserialize<ClipRecord>(text, Json) : null;

    /// <summary>The clip that a message of ours carries.</summary>
    public async Task<ClipRecord?> FindByMessageAsync(Snowflake message, CancellationToken cancel) =>
        await keepsakes.ReadAsync(MessageKey(message.ToString()), cancel) is { } id ? await FindAsync(id, cancel) : null;

    /// <summary>Writes it down, or anew with what changed: for <see cref="BotOptions.KeepRecords"/>, or less where its server says so.</summary>
    public async Task SaveAsync(ClipRecord clip, CancellationToken cancel)
    {
        var life = LifeIn(await guilds.ReadAsync(clip.Guild, cancel));
        await keepsakes.WriteAsync(Key(clip.Id), JsonSerializer.Serialize(clip, Json), life, cancel);
        await keepsakes.FileAsync(UserKey(clip.User), clip.Id, clip.At, MostOfUser, options.Value.KeepRecords, cancel);
        if (clip.PostedMessage.Length > 0) await keepsakes.WriteAsync(MessageKey(clip.PostedMessage), clip.Id, life, cancel);
    }

    private TimeSpan LifeIn(GuildRules rules) =>
        rules.RetentionDays > 0 && TimeSpan.FromDays(rules.RetentionDays) is var days && days < options.Value.KeepRecords ? days : options.Value.KeepRecords;

    /// <summary>The user's clips, newest first.</summary>
    public async Task<IReadOnlyList<ClipRecord>> OfUserAsync(string user, int skip, int take, CancellationToken cancel)
    {
        var texts = await keepsakes.ReadAsync([.. (await keepsakes.ListAsync(UserKey(user), skip, take, cancel)).Select(Key)], cancel);
        return [.. texts.OfType<string>().Select(text => JsonSerializer.Deserialize<ClipRecord>(text, Json)!)];
    }

    public Task<int> CountOfUserAsync(string user, CancellationToken cancel) => keepsakes.CountAsync(UserKey(user), cancel);

    public async Task ForgetAsync(ClipRecord clip, CancellationToken cancel)
    {
        await keepsakes.UnfileAsync(UserKey(clip.User), clip.Id, cancel);
        await keepsakes.ForgetAsync(cancel, Key(clip.Id), MessageKey(clip.PostedMessage));
    }

    /// <summary>The clip's file, from the message that holds it; null when that message or its file is gone, or out of our reach for good.</summary>
    /// <exception cref="DiscordException">Discord cannot be reached: it may go better later.</exception>
    public async Task<byte[]?> FetchAsync(ClipRecord clip, CancellationToken cancel)
    {
        if (await FindFileAsync(clip.PostedChannel, clip.PostedMessage, IsFilm, cancel) is not { } file) return null;
        try
        {
            return await downloader.DownloadAsync(new Uri(file.Url), options.Value.LargestClip, cancel);
        }
        catch (DiscordException e) when (e.IsFinal() || e.Fault is DiscordFault.TooLarge or DiscordFault.ForeignAddress)
        {
            return null;
        }
    }

    /// <summary>The first file of a message that fits, its address fresh; null when that message or such a file is gone.</summary>
    /// <inheritdoc cref="FetchAsync" path="/exception"/>
    public async Task<Attachment?> FindFileAsync(string channel, string message, Func<Attachment, bool> fits, CancellationToken cancel)
    {
        if (!Snowflake.TryParse(channel, out var where) || !Snowflake.TryParse(message, out var id)) return null;
        try
        {
            return (await rest.GetMessageAsync(where, id, cancel)).Attachments.FirstOrDefault(fits);
        }
        catch (DiscordException e) when (e.IsFinal())
        {
            return null;
        }
    }

    public static bool IsFilm(Attachment file) => file.Filename.EndsWith(".mp4", StringComparison.OrdinalIgnoreCase);

    private static string Key(string id) => $"clip:{id}";

    private static string MessageKey(string message) => $"message:{message}";

    private static string UserKey(string user) => $"clips:{user}";
}
