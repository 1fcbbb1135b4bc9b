namespace ChatVideoBot.Queue;

/// <summary>A user who is being forgotten.</summary>
/// <param name="Mark">Drawn by chance: it takes the user's place where an entry of others stays, and nobody finds the user by it.</param>
/// <param name="AskedAt">By the server's clock. What the user asks for afterwards is no part of it.</param>
public sealed record Forgetting(string User, string Mark, DateTimeOffset AskedAt);

/// <summary>How far that has come.</summary>
/// <param name="Cancelled">Open jobs that the call cancelled; those at workers are told to stop.</param>
/// <param name="Left">Jobs that are not gone yet: a worker stops one, or its end is told. 0: nothing is left.</param>
public readonly record struct Forgotten(int Cancelled, int Left);
