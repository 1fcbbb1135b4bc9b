namespace ChatVideoBot.Discord;

/// <summary>Why something asked of Discord failed.</summary>
public enum DiscordFault
{
    /// <summary>Discord said no: see the status, code and details.</summary>
    Refused,

    /// <summary>The rate limit asks for a longer wait than the request allows. Nothing was done.</summary>
    RateLimited,

    /// <summary>No answer: no connection, a time-out, or a broken one. The request may have been done.</summary>
    Unreachable,

    /// <summary>An answer that is not what Discord documents.</summary>
    Unreadable,

    /// <summary>The address of a file is none of Discord's.</summary>
    ForeignAddress,

    /// <summary>A file is larger than allowed.</summary>
    TooLarge,
}
