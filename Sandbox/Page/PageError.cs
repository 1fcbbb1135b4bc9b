namespace ChatVideoBot.Sandbox.Page;

/// <summary>What a person did is not possible; the message is for them.</summary>
internal sealed class PageError(int status, string message) : Exception(message)
{
    public int Status => status;
}
