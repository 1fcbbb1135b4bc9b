using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Orders;

/// <summary>Somebody who asks for a clip: who and where, by what id, and how they are answered.</summary>
internal abstract class Asker
{
    /// <summary>Of the interaction or message: asked again with it, the order is the same one.</summary>
    public abstract JobId Id { get; }

    public abstract User User { get; }

    /// <summary>When Discord told of it, by the clock's timestamps; null where it wants no answer within a time.</summary>
    public virtual long? Received => null;

    /// <summary>Where the clip is posted.</summary>
    public abstract Snowflake Channel { get; }

    /// <summary>Where it was asked for, whose rules hold.</summary>
    public virtual Snowflake AskedIn => Channel;

    /// <summary>Null in a direct message.</summary>
    public abstract Snowflake? Guild { get; }

    public abstract IReadOnlyList<Snowflake> Roles { get; }

    public abstract Tongue Tongue { get; }

    /// <summary>As Discord says with what they sent; null in a direct message. Its permissions are there in interactions only.</summary>
    public abstract Member? Member { get; }

    /// <summary>The channel, as far as Discord says what it is; null when it says nothing.</summary>
    public abstract Channel? Room { get; }

    /// <summary>Why no clip could be posted here, which is worse than a refusal now; null when it can.</summary>
    public abstract string? RefusePlace();

    /// <summary>The first answer is for the user's eyes only.</summary>
    public abstract bool IsWhispered { get; }

    /// <summary>The first answer: something other than a card. Only the user sees it, where Discord has a way.</summary>
    public abstract Task AnswerAsync(string content, IReadOnlyList<Component> components, CancellationToken cancel);

    /// <summary>The first answer: no, and why.</summary>
    public Task RefuseAsync(string sentence, CancellationToken cancel) => AnswerAsync($"⚠️ {sentence}", [], cancel);

    /// <summary>The first answer: it is being looked into.</summary>
    /// <param name="isPrivate">Only the user sees the card.</param>
    public abstract Task AcceptAsync(bool isPrivate, CancellationToken cancel);

    /// <summary>After <see cref="AcceptAsync"/>: in place of the card, what came of it.</summary>
    public abstract Task TellAsync(string sentence, CancellationToken cancel);

    /// <summary>Writes the first card where nobody can say yet how the job stands.</summary>
    public abstract Task ShowAsync(MessageEdit card, CancellationToken cancel);

    /// <summary>After the card is there: something more, for their eyes where Discord has a way.</summary>
    public virtual Task AddAsync(string sentence, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>Where a job of this order comes from.</summary>
    public abstract Origin Origin(ClipOrder order, string remark);
}
