using ChatVideoBot.Inference.Tests.Tokenizers;

namespace ChatVideoBot.Inference.Tests.Families;

/// <summary>Complete folders of six video models: the families' real architectures and tensor names, with a few thousand random weights.</summary>
internal static class FamilyFolders
{
    public static string All { get; } = Path.Combine(GoldenRows.Root, "tests", "Inference.Tests", "Families", "folders");

    public static string Of(string family) => Path.Combine(All, family);
}
