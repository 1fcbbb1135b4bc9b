namespace ChatVideoBot.Sandbox.Faults;

/// <summary>The gateway's close codes (docs: topics/opcodes-and-status-codes).</summary>
internal static class CloseCodes
{
    public static readonly (int Code, string Sentence)[] All =
    [
        (1000, "Normal closure: a new session."), (1001, "Going away: a new session."), (4000, "Unknown error: resume."), (4001, "Unknown opcode: resume."),
        (4002, "Decode error: resume."), (4003, "Not authenticated: identify."), (4004, "Authentication failed: the token is wrong, stop."),
        (4005, "Already authenticated: identify."), (4007, "Invalid sequence: identify."), (4008, "Rate limited: identify, slower."),
        (4009, "Session timed out: identify."), (4010, "Invalid shard: stop."), (4011, "Sharding required: stop."),
        (4012, "Invalid API version: stop."), (4013, "Invalid intents: stop."), (4014, "Disallowed intents: stop."),
    ];
}
