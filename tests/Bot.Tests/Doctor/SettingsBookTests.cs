using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using ChatVideoBot.Bot.Doctor;
using ChatVideoBot.Inference;
using ChatVideoBot.Inference.Worker;

namespace ChatVideoBot.Bot.Tests.Doctor;

/// <summary>docs/owner.md lists every setting with its default and range: out of the code, so that it is never stale.</summary>
public sealed partial class SettingsBookTests
{
    private const string Begin = "<!-- settings: written by SettingsBookTests -->", End = "<!-- end of settings -->";

    [Fact]
    public void The_owners_guide_lists_every_setting_as_it_is()
    {
        var file = Path.Combine(Repository.Root, "docs", "owner.md");
        var guide = File.ReadAllText(file);
        var (from, to) = (guide.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, guide.IndexOf(End, StringComparison.Ordinal));
        var told = Tables();
        if (Environment.GetEnvironmentVariable("WRITE_DOCS") == "1") File.WriteAllText(file, guide[..from] + told + guide[to..]);

        Assert.True(guide[from..to] == told || Environment.GetEnvironmentVariable("WRITE_DOCS") == "1", "docs/owner.md is stale: run this test with WRITE_DOCS=1, and commit what it writes.");
    }

    [Fact]
    public void Every_setting_has_words_that_say_what_it_does()
    {
        var dumb = All().SelectMany(one => SettingsBook.Of(one.Section, one.Options)).Where(one => Summary(one).Length == 0).Select(one => one.Key);
        Assert.Empty(dumb);
    }

    private static IEnumerable<(string Section, Type Options)> All() =>
        SettingsBook.Sections.Concat([("Inference", typeof(InferenceOptions)), ("Worker", typeof(WorkerOptions))]);

    private static string Tables()
    {
        var text = new System.Text.StringBuilder("\n");
        foreach (var (section, options) in All())
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### {section}\n\n| setting | default | may be | what it is |\n| --- | --- | --- | --- |\n");
            foreach (var one in SettingsBook.Of(section, options))
                text.Append(CultureInfo.InvariantCulture, $"| `{one.Key}` | {Default(one)} | {Range(one)} | {Summary(one)} |\n");
        }
        return text.Append('\n').ToString();
    }

    private static string Default(Setting one) => one.Key switch
    {
        "Worker:Name" => "machine, process and four digits", // differs from run to run
        "Inference:Provider" => "`cpu`", // or as the environment says
        _ => one.Default switch
        {
            null or "" => "",
            TimeSpan time => $"`{Fraction().Replace(time.ToString(), "$1")}`",
            bool yes => yes ? "`true`" : "`false`",
            string text => $"`{text}`",
            System.Collections.IEnumerable list => string.Join(", ", list.Cast<object>().Select(value => $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`")),
            var value => $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`",
        },
    };

    private static string Range(Setting one)
    {
        var type = Nullable.GetUnderlyingType(one.Property.PropertyType) ?? one.Property.PropertyType;
        if (one.Property.GetCustomAttribute<RangeAttribute>() is { } range) return string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}");
        if (one.Property.GetCustomAttribute<RegularExpressionAttribute>() is { } form) return $"`{form.Pattern.Replace("|", "\\|", StringComparison.Ordinal)}`";
        if (one.Property.GetCustomAttribute<MaxLengthAttribute>() is { } most) return $"at most {most.Length} characters";
        if (type.IsEnum) return string.Join(", ", Enum.GetNames(type));
        if (type == typeof(bool)) return "true, false";
        return type == typeof(TimeSpan) ? "hours:minutes:seconds" : type == typeof(Uri) ? "an address" : "";
    }

    /// <summary>The words above it in the code.</summary>
    private static string Summary(Setting one)
    {
        var lines = File.ReadAllLines(Source(one.Property.DeclaringType!));
        var at = Array.FindIndex(lines, line => Regex.IsMatch(line, $@"^\s+public [^(=]* {one.Property.Name} \{{"));
        var comment = lines[..at].Reverse().SkipWhile(line => !line.TrimStart().StartsWith("///", StringComparison.Ordinal)).TakeWhile(line => line.TrimStart().StartsWith("///", StringComparison.Ordinal)).Reverse();
        var text = string.Join(' ', comment.Select(line => line.TrimStart().TrimStart('/').Trim()));
        if (text.Contains("<inheritdoc", StringComparison.Ordinal)) return "The other end of the one above.";
        text = text[(text.IndexOf("<summary>", StringComparison.Ordinal) + "<summary>".Length)..text.IndexOf("</summary>", StringComparison.Ordinal)].Trim();
        text = Reference().Replace(text, match => $"`{match.Groups[1].Value.Split('.')[^1]}`");
        return text.Replace("<c>", "`", StringComparison.Ordinal).Replace("</c>", "`", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static string Source(Type options) => Directory.EnumerateFiles(Repository.Root, options.Name + ".cs", SearchOption.AllDirectories)
        .First(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    [GeneratedRegex(@"(\.[0-9]*?[1-9])0+$")]
    private static partial Regex Fraction();

    [GeneratedRegex("<(?:see|paramref) (?:cref|name)=\"([^\"]+)\" ?/>")]
    private static partial Regex Reference();
}
