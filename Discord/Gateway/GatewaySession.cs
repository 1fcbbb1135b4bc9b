namespace ChatVideoBot.Discord.Gateway;

/// <summary>What is needed to go on after a broken connection.</summary>
internal sealed class GatewaySession(string id, Uri? resumeAddress)
{
    public string Id { get; } = id;

    /// <summary>Null when Discord gave none that may be connected to.</summary>
    public Uri? ResumeAddress { get; } = resumeAddress;

    /// <summary>The last sequence number received.</summary>
    public long Sequence { get; set; }
}
