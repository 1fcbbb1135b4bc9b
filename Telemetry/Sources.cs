namespace ChatVideoBot.Telemetry;

/// <summary>What the rooms call their meters and sources of spans.</summary>
internal static class Sources
{
    public static string[] Names { get; } =
        ["ChatVideoBot.Bot", "ChatVideoBot.Discord", "ChatVideoBot.Queue", "ChatVideoBot.Redis", "ChatVideoBot.Inference"];
}
