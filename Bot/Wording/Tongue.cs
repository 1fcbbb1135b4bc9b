using System.Globalization;
using System.Text;

namespace ChatVideoBot.Bot.Wording;

/// <summary>One language of the bot: its sentences by key, and how it writes numbers.</summary>
/// <remarks>A sentence of <c>Words/*.json</c> holds facts in braces, "{seconds}"; what a language does not say is said in English.</remarks>
public sealed class Tongue
{
    private readonly IReadOnlyDictionary<string, string> _words;
    private readonly Tongue? _fallback;

    internal Tongue(string locale, IReadOnlyDictionary<string, string> words, Tongue? fallback)
    {
        (Locale, _words, _fallback) = (locale, words, fallback);
        Numbers = NumbersOf(locale);
    }

    /// <summary>Discord's name for it: "en-US", "de", "pt-BR".</summary>
    public string Locale { get; }

    public NumberFormatInfo Numbers { get; }

    /// <summary>The keys it has words of its own for.</summary>
    internal IEnumerable<string> Keys => _words.Keys;

    /// <summary>The sentence, its facts filled in. Numbers are written as the language does; a fact named "count" chooses between "key.one" and "key.other".</summary>
    /// <exception cref="KeyNotFoundException">No language says this.</exception>
    public string Say(string key, params ReadOnlySpan<(string Name, object Value)> facts)
    {
        var template = Find(key) ?? Find($"{key}.{Form(facts)}") ?? Find($"{key}.other") ?? throw new KeyNotFoundException($"No sentence is called '{key}'.");
        if (facts.IsEmpty) return template;
        var said = new StringBuilder(template.Length + 32);
        for (var at = 0; at < template.Length; at++)
        {
            var end = template[at] == '{' ? template.IndexOf('}', at) : -1;
            if (end < 0 || !TryFill(said, template.AsSpan(at + 1, end - at - 1), facts)) said.Append(template[at]);
            else at = end;
        }
        return said.ToString();
    }

    /// <summary>The sentence; null when neither this language nor English has it.</summary>
    public string? Find(string key) => Own(key) ?? _fallback?.Find(key);

    /// <summary>This language's own words; null when it has none.</summary>
    internal string? Own(string key) => _words.GetValueOrDefault(key);

    /// <summary>"1,234.5" in English, "1.234,5" in German; two decimals at most.</summary>
    public string Number(double value) => value.ToString("#,0.##", Numbers);

    private bool TryFill(StringBuilder said, ReadOnlySpan<char> name, ReadOnlySpan<(string Name, object Value)> facts)
    {
        foreach (var (fact, value) in facts)
        {
            if (!name.SequenceEqual(fact)) continue;
            said.Append(value switch
            {
                string text => text,
                int or long or double or float or decimal or uint or short => Number(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
                _ => value.ToString(),
            });
            return true;
        }
        return false;
    }

    /// <summary>Unicode CLDR's plural rules, as far as our languages go: Japanese has one form, French and Portuguese count 0 as one.</summary>
    private string Form(ReadOnlySpan<(string Name, object Value)> facts)
    {
        foreach (var (name, value) in facts)
        {
            if (name != "count" || value is not (int or long or double)) continue;
            var count = Convert.ToDouble(value, CultureInfo.InvariantCulture);
            return Locale switch
            {
                "ja" => "other",
                "fr" or "pt-BR" => count is >= 0 and < 2 ? "one" : "other",
                _ => count == 1 ? "one" : "other",
            };
        }
        return "other";
    }

    /// <summary>CLDR's separators; the machine's own tables are not asked, so that it needs none.</summary>
    private static NumberFormatInfo NumbersOf(string locale)
    {
        var numbers = (NumberFormatInfo)CultureInfo.InvariantCulture.NumberFormat.Clone();
        (numbers.NumberGroupSeparator, numbers.NumberDecimalSeparator) = locale switch
        {
            "de" or "es-ES" or "es-419" or "pt-BR" => (".", ","),
            "fr" => ("\u202f", ","),
            _ => (",", "."),
        };
        return NumberFormatInfo.ReadOnly(numbers);
    }
}
