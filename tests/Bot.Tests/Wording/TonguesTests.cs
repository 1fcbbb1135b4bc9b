using System.Text.RegularExpressions;
using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Bot.Tests.Wording;

public sealed partial class TonguesTests
{
    public static TheoryData<string> Locales { get; } = [.. Tongues.All.Skip(1).Select(tongue => tongue.Locale)];

    [Theory, MemberData(nameof(Locales))]
    public void A_language_says_all_that_English_says_with_the_same_facts(string locale)
    {
        var tongue = Tongues.Of(locale);

        Assert.Equal(locale, tongue.Locale);
        Assert.Equal(Tongues.English.Keys.Order(StringComparer.Ordinal), tongue.Keys.Order(StringComparer.Ordinal));
        Assert.All(tongue.Keys, key =>
        {
            Assert.False(string.IsNullOrWhiteSpace(tongue.Own(key)), key);
            Assert.Equal(Facts(Tongues.English.Own(key)!), Facts(tongue.Own(key)!));
        });
    }

    [Fact]
    public void Descriptions_names_and_labels_fit_where_Discord_shows_them() => Assert.All(Tongues.All, tongue => Assert.All(tongue.Keys, key =>
    {
        var most = key.StartsWith("command.", StringComparison.Ordinal) || key.StartsWith("style.", StringComparison.Ordinal) || key.StartsWith("movement.", StringComparison.Ordinal)
            || key.StartsWith("report.why.", StringComparison.Ordinal) ? 100
            : key.EndsWith(".title", StringComparison.Ordinal) && key is "remix.title" or "report.title" or "story.title" or "settings.title" || key.EndsWith(".label", StringComparison.Ordinal) ? 45
            : key is "result.again" or "result.remix" or "result.extend" or "result.upscale" or "result.vary" or "result.report" or "result.delete" or "privacy.export" or "privacy.forget" ? 80
            : 4000;
        Assert.True(tongue.Own(key)!.Length <= most, $"{tongue.Locale}: {key} has {tongue.Own(key)!.Length} characters, {most} at most.");
    }));

    [Fact]
    public void Every_sentence_that_the_program_says_is_there()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "Bot"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
        var said = sources.SelectMany(file => Said().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).Distinct().ToList();

        Assert.True(said.Count > 150, $"{said.Count} sentences were found: is the code read?");
        Assert.All(said, key => Assert.True(
            Tongues.English.Find(key) is not null || Tongues.English.Find($"{key}.other") is not null, $"No sentence is called '{key}'."));
    }

    [Theory]
    [InlineData(null, "en-US")]
    [InlineData("en-GB", "en-US")]
    [InlineData("xx", "en-US")]
    [InlineData("", "en-US")]
    [InlineData("de", "de")]
    [InlineData("es-419", "es-ES")]
    [InlineData("pt-BR", "pt-BR")]
    [InlineData("ja", "ja")]
    public void The_language_is_that_of_the_user_or_English(string? locale, string told) => Assert.Equal(told, Tongues.Of(locale).Locale);

    [Theory]
    [InlineData("en-US", "1,234.5")]
    [InlineData("de", "1.234,5")]
    [InlineData("fr", "1\u202f234,5")]
    [InlineData("es-ES", "1.234,5")]
    [InlineData("pt-BR", "1.234,5")]
    [InlineData("ja", "1,234.5")]
    public void Numbers_are_written_as_the_language_does(string locale, string written) => Assert.Equal(written, Tongues.Of(locale).Number(1234.5));

    [Theory]
    [InlineData("en-US", 0, "0 days")]
    [InlineData("en-US", 1, "1 day")]
    [InlineData("de", 1, "1 Tag")]
    [InlineData("de", 2, "2 Tage")]
    [InlineData("fr", 0, "0 jour")]
    [InlineData("fr", 2, "2 jours")]
    [InlineData("pt-BR", 0, "0 dia")]
    [InlineData("es-ES", 0, "0 días")]
    [InlineData("ja", 1, "1日")]
    public void One_and_several_are_told_apart(string locale, int count, string said) => Assert.Equal(said, Tongues.Of(locale).Say("privacy.days", ("count", count)));

    [Fact]
    public void A_brace_that_is_no_fact_stays() => Assert.Contains("{red, blue}", Tongues.English.Say("order.permutations.empty", ("count", 1)));

    [Fact]
    public void What_nobody_says_is_a_fault_of_ours() => Assert.Throws<KeyNotFoundException>(() => Tongues.English.Say("no.such.sentence"));

    [Fact]
    public void Styles_have_one_name_each_in_a_language() =>
        Assert.All(Tongues.All, tongue => Assert.Equal(Styles.Named(tongue).Count(), Styles.Named(tongue).Select(style => style.Name.ToLowerInvariant()).Distinct().Count()));

    private static IEnumerable<string> Facts(string sentence) => Fact().Matches(sentence).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Fact();

    [GeneratedRegex("""(?:Say|Find|Refuse)\("([a-z][a-z0-9.-]+)"[,)]""")]
    private static partial Regex Said();
}
