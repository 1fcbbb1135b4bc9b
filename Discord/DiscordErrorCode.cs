namespace ChatVideoBot.Discord;

/// <summary>The numbers of Discord's errors that a bot meets. Others will come.</summary>
/// <remarks>Discord docs, topics/opcodes-and-status-codes.mdx, "JSON Error Codes".</remarks>
public static class DiscordErrorCode
{
    public const int UnknownChannel = 10003;
    public const int UnknownGuild = 10004;
    public const int UnknownMessage = 10008;
    public const int UnknownWebhook = 10015;

    /// <summary>The three seconds for the first answer are over.</summary>
    public const int UnknownInteraction = 10062;
    public const int UnknownCommand = 10063;
    public const int MaximumAttachments = 30015;

    /// <summary>200 new commands a day in one guild.</summary>
    public const int MaximumCommandCreates = 30034;

    /// <summary>Too many edits of a message older than an hour.</summary>
    public const int MaximumOldMessageEdits = 30046;
    public const int RequestTooLarge = 40005;
    public const int AlreadyAcknowledged = 40060;
    public const int MaximumFollowUps = 40094;
    public const int MissingAccess = 50001;
    public const int EmptyMessage = 50006;

    /// <summary>The user takes no messages from the bot.</summary>
    public const int CannotSendToUser = 50007;
    public const int MissingPermissions = 50013;
    public const int InvalidToken = 50014;

    /// <summary>The fifteen minutes of an interaction are over. Says nothing about the bot's own token.</summary>
    public const int InvalidWebhookToken = 50027;
    public const int InvalidFormBody = 50035;
    public const int FileTooLarge = 50045;
    public const int ArchivedThread = 50083;
    public const int NoMutualGuild = 50278;
    public const int CannotReplyWithoutHistory = 160002;
    public const int LockedThread = 160005;
    public const int BlockedByAutoModeration = 200000;
    public const int HarmfulLink = 240000;
    public const int UploadsLimited = 400001;
}
