namespace ChatVideoBot.Inference.Tokenizers;

/// <summary>The special tokens before and after a text's own ids.</summary>
internal sealed record Template(int[] Before, int[] After)
{
    public static readonly Template Nothing = new([], []);

    public int[] Around(List<int> ids) => [.. Before, .. ids, .. After];
}
