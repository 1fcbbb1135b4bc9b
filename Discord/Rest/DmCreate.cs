namespace ChatVideoBot.Discord.Rest;

/// <summary>Whose channel of direct messages to open.</summary>
public sealed record DmCreate(Snowflake RecipientId);
