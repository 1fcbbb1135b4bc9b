using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Discord.Rest;

/// <summary>What became of an answer to an interaction.</summary>
public sealed record InteractionCallbackResult
{
    public CallbackInteraction? Interaction { get; init; }
    public CallbackResource? Resource { get; init; }
}

public sealed record CallbackInteraction
{
    public Snowflake Id { get; init; }
    public Snowflake? ResponseMessageId { get; init; }
    public bool? ResponseMessageLoading { get; init; }
    public bool? ResponseMessageEphemeral { get; init; }
}

public sealed record CallbackResource
{
    public int Type { get; init; }
    public Message? Message { get; init; }
}
