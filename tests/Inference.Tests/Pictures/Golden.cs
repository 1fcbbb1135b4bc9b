using System.Security.Cryptography;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Inference.Tests.Pictures;

/// <summary>What Pillow, transformers and PyTorch made of pictures: the files beside these tests.</summary>
internal static class Golden
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests/Inference.Tests/Pictures/golden");

    public static string File(string name) => Path.Combine(Folder, name);

    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];

    /// <summary>The largest difference, as a part of the reference's largest value.</summary>
    public static double Error(ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs)
    {
        Assert.Equal(theirs.Length, ours.Length);
        var (difference, largest) = (0.0, 0.0);
        for (var i = 0; i < ours.Length; i++)
        {
            Assert.True(float.IsFinite(ours[i]));
            (difference, largest) = (Math.Max(difference, Math.Abs(ours[i] - theirs[i])), Math.Max(largest, Math.Abs(theirs[i])));
        }

        return difference / largest;
    }
}
