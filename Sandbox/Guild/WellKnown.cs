namespace ChatVideoBot.Sandbox.Guild;

/// <summary>Ids that are the same in every run, so that a restart of the sandbox orphans neither jobs nor registered clients.</summary>
public static class WellKnown
{
    public const ulong Guild = 1190000000000000000; // also the id of its @everyone role, as on Discord
    public const ulong ModeratorRole = 1190000000000000001;
    public const ulong BotRole = 1190000000000000002;
    public const ulong Category = 1190000000000000010;
    public const ulong General = 1190000000000000011;
    public const ulong Adults = 1190000000000000012;
    public const ulong Mods = 1190000000000000013;
    public const ulong Owner = 1190000000000000021;
    public const ulong Moderator = 1190000000000000022;
    public const ulong Member = 1190000000000000023;
    public const ulong Application = 1190000000000000031; // also the bot user's id, as for every newer application
    public const ulong OwnerDm = 1190000000000000041;
    public const ulong ModeratorDm = 1190000000000000042;
    public const ulong MemberDm = 1190000000000000043;

    /// <summary>The first of further people, and of their direct messages: each has the next number.</summary>
    internal const ulong FirstGuest = 1190000000000001000;
    internal const ulong FirstGuestDm = 1190000000002001000;

    /// <summary>The same thing of a further guild or bot: its id so many milliseconds later, so that guilds spread evenly over shards.</summary>
    internal static ulong Later(ulong first, int number) => first + ((ulong)number << 22);
}
