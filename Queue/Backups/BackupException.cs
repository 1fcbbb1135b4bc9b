namespace ChatVideoBot.Queue.Backups;

/// <summary>A copy could not be made, put back or moved; the message is one sentence that says why and what to do.</summary>
public sealed class BackupException(string message, Exception? inner = null) : Exception(message, inner);
