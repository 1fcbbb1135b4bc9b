using ChatVideoBot.Bot.Orders;

namespace ChatVideoBot.Bot.Moderation.Gate;

public enum GateAnswer
{
    Pass,

    /// <summary>It is made only after a moderator said so.</summary>
    Hold,

    /// <summary>It must be asked first whether the people in the pictures agreed.</summary>
    AskConsent,
    Refuse,
}

/// <summary>What a server's rules say of an order.</summary>
/// <param name="Order">As it may be made.</param>
/// <param name="Sentence">For who asked, in their language; empty where nothing is to be said.</param>
/// <param name="Why">For moderators; empty where nothing is to be said.</param>
internal sealed record GateWord(GateAnswer Answer, ClipOrder Order, string Sentence = "", string Why = "")
{
    /// <summary>A moderator can be asked to look at it.</summary>
    public bool MayAppeal { get; init; }
}
