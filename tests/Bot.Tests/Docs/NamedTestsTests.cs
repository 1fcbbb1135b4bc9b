using System.Text.RegularExpressions;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Bot.Tests.Docs;

/// <summary>Where a page says which test holds it, there is such a test; and what others made is listed as it is used.</summary>
public sealed partial class NamedTestsTests
{
    private static readonly IReadOnlyDictionary<string, string> Sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
        .GroupBy(file => Path.GetFileNameWithoutExtension(file)).ToDictionary(same => same.Key, same => string.Concat(same.Select(File.ReadAllText)));

    public static TheoryData<string> Pages => [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(file => Path.GetFileName(file))];

    [Theory, MemberData(nameof(Pages))]
    public void Each_test_that_a_page_names_is_there(string page)
    {
        var unknown = Named().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", page)))
            .Where(named => !Sources.TryGetValue(named.Groups[1].Value, out var source) || named.Groups[2].Success && !source.Contains($" {named.Groups[2].Value}("))
            .Select(named => named.Value);

        Assert.Equal([], unknown);
    }

    [Theory]
    [InlineData("threats.md", 30)]
    [InlineData("comparison.md", 15)]
    [InlineData("protocol.md", 50)]
    public void A_page_whose_claims_are_held_by_tests_names_them(string page, int atLeast) =>
        Assert.True(Named().Count(File.ReadAllText(Path.Combine(Repository.Root, "docs", page))) >= atLeast);

    [Fact]
    public void Every_package_stands_with_its_version_among_what_others_made()
    {
        var listed = File.ReadAllText(Path.Combine(Repository.Root, "THIRD_PARTY.md"));
        var missing = Package().Matches(File.ReadAllText(Path.Combine(Repository.Root, "Directory.Packages.props")))
            .Where(package => !package.Groups[1].Value.EndsWith(".Linux", StringComparison.Ordinal)) // the same package for CUDA, used only with --gpu
            .Select(package => $"| {package.Groups[1].Value} | {package.Groups[2].Value} |").Where(line => !listed.Contains(line, StringComparison.Ordinal));

        Assert.Equal([], missing); // else: eng/third-party
    }

    [GeneratedRegex(@"`(\w+Tests)(?:\.(\w+))?`")]
    private static partial Regex Named();

    [GeneratedRegex("""<PackageVersion Include="([^"]+)" Version="([^"]+)" """)]
    private static partial Regex Package();
}
