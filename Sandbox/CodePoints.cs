namespace ChatVideoBot.Sandbox;

/// <summary>The lengths of texts as Discord limits them.</summary>
internal static class CodePoints
{
    /// <summary>How many code points the text has: an emoji of one is 1, though it takes two chars. 0 for null.</summary>
    public static int Count(string? text) => text?.EnumerateRunes().Count() ?? 0;
}
