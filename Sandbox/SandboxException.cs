namespace ChatVideoBot.Sandbox;

/// <summary>The sandbox cannot start; the message says why and what to do.</summary>
public sealed class SandboxException(string message, Exception? inner = null) : Exception(message, inner);
