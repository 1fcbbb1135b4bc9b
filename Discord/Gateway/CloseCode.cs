namespace ChatVideoBot.Discord.Gateway;

/// <summary>What to do after a connection ended.</summary>
internal enum NextStep
{
    /// <summary>Connect to the resume address and go on with the session.</summary>
    Resume,

    /// <summary>Begin a new session.</summary>
    Identify,

    /// <summary>Nothing we do helps: the owner must.</summary>
    Stop,
}

/// <summary>What the codes mean with which Discord closes a connection.</summary>
/// <remarks>Discord docs, topics/opcodes-and-status-codes.mdx, "Gateway Close Event Codes".</remarks>
internal static class CloseCode
{
    /// <summary>The code with which we end a session, and the bot shows as offline.</summary>
    public const int Goodbye = 1000;

    /// <summary>The code we close with when we mean to come back: any but 1000 and 1001.</summary>
    public const int Ours = 4200;

    public const int TooFast = 4008;

    public const int ShardingRequired = 4011;

    /// <param name="code">Null when the connection broke without one.</param>
    public static NextStep Decide(int? code) => code switch
    {
        1000 or 1001 => NextStep.Identify, // the server ended the session
        4003 or 4005 or 4007 or TooFast or 4009 => NextStep.Identify,
        4004 or 4010 or ShardingRequired or 4012 or 4013 or 4014 => NextStep.Stop,
        _ => NextStep.Resume, // no code, the network's 1xxx, 4000, 4001, 4002, and codes of the future: op 9 corrects us
    };

    /// <summary>What the owner is told when <see cref="Decide"/> says stop, and what the log says otherwise.</summary>
    /// <param name="code">The code.</param>
    /// <param name="intents">What was asked for.</param>
    /// <param name="shard">Which shard it was.</param>
    public static string Explain(int? code, GatewayIntents intents, ShardId shard) => code switch
    {
        null => "the connection broke",
        1000 or 1001 => $"Discord ended the session with code {code}",
        4000 => "Discord had an unknown error",
        4001 => "Discord did not know an opcode of ours: a bug of this client",
        4002 => "Discord could not read what we sent: a bug of this client",
        4003 => "Discord had forgotten the session",
        4004 => Sentences.WrongToken,
        4005 => "we identified twice: a bug of this client",
        4007 => "our sequence number was not valid",
        TooFast => "we sent too much",
        4009 => "the session timed out",
        4010 => $"Discord refuses shard {shard.Index} of {shard.Count}: correct Discord:Shards, "
            + "or leave it empty for as many as Discord recommends.",
        ShardingRequired => $"The bot is in too many guilds for {shard.Count} shard{(shard.Count == 1 ? "" : "s")} (2500 each at most): "
            + "leave Discord:Shards empty for as many as Discord recommends, or name a larger number.",
        4012 => "Discord no longer speaks version 10 of its API: this client must be updated.",
        4013 => $"Discord does not know the intents '{intents}': correct Discord:Intents.",
        4014 => $"Discord does not grant the intents '{intents & GatewayIntents.Privileged}': switch on {Switches(intents)} "
            + "(https://discord.com/developers/applications, your application, Bot, Privileged Gateway Intents), or take them out of Discord:Intents.",
        { } other => $"Discord closed the connection with code {other}",
    };

    /// <summary>Codes that say we did something wrong that only a new version of this client can mend.</summary>
    public static bool IsOurBug(int? code) => code is 4001 or 4002 or 4005;

    private static string Switches(GatewayIntents intents)
    {
        var names = new List<string>();
        if (intents.HasFlag(GatewayIntents.GuildPresences))
            names.Add("\"Presence Intent\"");
        if (intents.HasFlag(GatewayIntents.GuildMembers))
            names.Add("\"Server Members Intent\"");
        if (intents.HasFlag(GatewayIntents.MessageContent))
            names.Add("\"Message Content Intent\"");
        return names.Count == 0 ? "the privileged intents" : string.Join(" and ", names);
    }
}
