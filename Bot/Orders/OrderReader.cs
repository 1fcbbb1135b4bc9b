using System.Globalization;
using ChatVideoBot.Bot.People;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Orders;

/// <summary>
/// Makes an order of what was said, by options or by flags in the text, and of the user's own defaults where nothing was said. What cannot be
/// made is refused with a sentence that names the option as it is spelt, the value and the nearest that can.
/// </summary>
/// <param name="cards">Of the models that live workers serve; empty when that is not known.</param>
internal sealed class OrderReader(Tongue tongue, BotOptions limits, Person person, IReadOnlyList<ModelCard> cards)
{
    private const int LowMotion = 1, HighMotion = 3; // Midjourney's words
    private const int MostVariants = 4;

    private readonly Dictionary<string, string> _said = [];
    private string _refusal = "", _remark = "";

    /// <summary>The order without its files; or the sentence that says why it is none.</summary>
    /// <param name="typed">The prompt, with flags in it.</param>
    /// <param name="options">The other options by name.</param>
    /// <param name="otherwise">The prompt where none was typed; null where one must be.</param>
    public (ClipOrder? Order, string Refusal) Read(string typed, IReadOnlyDictionary<string, string> options, string? otherwise = null)
    {
        var text = PromptText.Read(typed, tongue);
        if (text.Refusal.Length > 0 || !Merge(options, text.Flags)) return (null, text.Refusal.Length > 0 ? text.Refusal : _refusal);
        var words = text.Words.Length == 0 && otherwise is not null ? otherwise : text.Words;
        var (prompts, braces) = Permutations.Expand(words, tongue);
        if (braces.Length > 0) return (null, braces);
        foreach (var prompt in prompts)
            if (ClipRules.RefusePrompt(prompt, limits, tongue) is { } bad) return (null, bad);
        var order = new ClipOrder
        {
            Clip = new()
            {
                Prompt = prompts[0].Trim(),
                Seconds = Seconds(),
                Aspect = Aspect(),
                Negative = Negative(),
                Model = Model(),
                Style = Style(),
                Motion = Whole("motion", Motion.Least, Motion.Most, ("low", LowMotion), ("high", HighMotion)),
                Camera = Camera(),
                FramesPerSecond = Number("fps", LeverRules.LeastFramesPerSecond, LeverRules.MostFramesPerSecond),
                Guidance = Number("guidance", LeverRules.LeastGuidance, LeverRules.MostGuidance),
                Loop = YesNo("loop") ?? false,
                IsPrivate = YesNo("private") ?? person.IsPrivate,
            },
            Seed = Seed(),
            Variants = Whole("variants", 1, MostVariants) ?? 1,
            Prompts = prompts.Count > 1 ? [.. prompts.Select(prompt => prompt.Trim())] : [],
            Remark = _remark,
        };
        if (_refusal.Length == 0 && prompts.Count * order.Variants > Permutations.Most)
            Refuse("order.many", ("count", prompts.Count * order.Variants), ("most", Permutations.Most));
        return _refusal.Length > 0 ? (null, _refusal) : (order, "");
    }

    /// <summary>What is said twice must be the same.</summary>
    private bool Merge(IReadOnlyDictionary<string, string> options, IReadOnlyDictionary<string, string> flags)
    {
        foreach (var (name, value) in options) _said[name] = value;
        foreach (var (name, value) in flags)
        {
            if (!_said.TryAdd(name, value) && !string.Equals(_said[name].Trim(), value.Trim(), StringComparison.OrdinalIgnoreCase))
                Refuse("order.said-twice", ("option", name), ("first", Shown(_said[name])), ("second", Shown(value)));
        }
        return _refusal.Length == 0;
    }

    private double Seconds()
    {
        if (!_said.TryGetValue("seconds", out var typed))
            return person.Seconds > 0 ? Math.Clamp(person.Seconds, limits.ShortestSeconds, limits.LongestSeconds) : limits.DefaultSeconds;
        if (!TryNumber(typed.TrimEnd('s', 'S', ' '), out var seconds)) Refuse("order.number", ("option", "seconds"), ("value", Shown(typed)));
        else if (ClipRules.RefuseSeconds(seconds, limits, tongue) is { } bad) Refuse(bad);
        return seconds;
    }

    private string Aspect()
    {
        var typed = _said.GetValueOrDefault("aspect", person.Aspect);
        if (string.IsNullOrWhiteSpace(typed)) return "";
        if (AspectRatio.TryParse(typed, tongue, out var ratio, out var refusal)) return ratio.ToString();
        Refuse(refusal);
        return "";
    }

    private string Negative()
    {
        var negative = _said.GetValueOrDefault("negative", "").Trim();
        if (negative.Length > limits.LongestPrompt)
            Refuse("order.negative.long", ("count", negative.Length), ("most", limits.LongestPrompt), ("over", negative.Length - limits.LongestPrompt));
        return negative;
    }

    private string Style()
    {
        var typed = _said.GetValueOrDefault("style", "").Trim();
        var style = Styles.Find(typed.Length > 0 ? typed : person.Style);
        if (typed.Length > 0 && style is null) Refuse("order.style.unknown", ("value", Shown(typed)), ("nearest", Styles.Nearest(typed, tongue)));
        return style is null ? "" : Styles.WordsOf(style);
    }

    private string Model()
    {
        var typed = _said.GetValueOrDefault("model", "").Trim();
        var known = cards.Select(card => card.Model).Concat(limits.ModelsOnDemand).Distinct().Order(StringComparer.Ordinal).ToList();
        if (typed.Length == 0)
        {
            if (person.Model.Length == 0 || known.Count == 0 || known.Contains(person.Model)) return person.Model;
            _remark = tongue.Say("order.model.away", ("model", Shown(person.Model))); // a setting of long ago must not make every clip wait for ever
            return "";
        }
        if (known.Find(model => model.Equals(typed, StringComparison.OrdinalIgnoreCase)) is { } model) return model;
        if (known.Count == 0) Refuse("order.model.none", ("value", Shown(typed)));
        else Refuse("order.model.unknown", ("value", Shown(typed)), ("models", string.Join(", ", known)));
        return "";
    }

    private string Camera()
    {
        if (CameraMove.TryParse(_said.GetValueOrDefault("camera"), out var move, out var refusal)) return move?.ToString() ?? "";
        Refuse(CardWords.Say(refusal!, tongue));
        return "";
    }

    private long? Seed()
    {
        if (!_said.TryGetValue("seed", out var typed)) return null;
        if (!long.TryParse(typed.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed))
            Refuse("order.whole", ("option", "seed"), ("value", Shown(typed)));
        else if (ClipRules.RefuseSeed(seed, tongue) is { } bad) Refuse(bad);
        return seed;
    }

    private int? Whole(string option, int least, int most, params ReadOnlySpan<(string Word, int Value)> words)
    {
        if (!_said.TryGetValue(option, out var typed)) return null;
        foreach (var (word, value) in words)
            if (word.Equals(typed.Trim(), StringComparison.OrdinalIgnoreCase)) return value;
        if (!TryNumber(typed, out var number) || number != Math.Floor(number)) Refuse("order.whole", ("option", option), ("value", Shown(typed)));
        else if (number < least || number > most) RefuseRange(option, number, least, most);
        return (int)Math.Clamp(double.IsFinite(number) ? number : least, least, most);
    }

    /// <summary>0 when nothing is said.</summary>
    private double Number(string option, double least, double most)
    {
        if (!_said.TryGetValue(option, out var typed)) return 0;
        if (!TryNumber(typed, out var number)) Refuse("order.number", ("option", option), ("value", Shown(typed)));
        else if (number < least || number > most) RefuseRange(option, number, least, most);
        return number;
    }

    private bool? YesNo(string option)
    {
        if (!_said.TryGetValue(option, out var typed)) return null;
        if (bool.TryParse(typed.Trim(), out var yes)) return yes;
        Refuse("order.yes-no", ("option", option), ("value", Shown(typed)));
        return null;
    }

    private void RefuseRange(string option, double value, double least, double most) =>
        Refuse("order.range", ("option", option), ("value", value), ("least", least), ("most", most), ("nearest", Math.Clamp(value, least, most)));

    /// <summary>The first thing that is wrong is told.</summary>
    private void Refuse(string key, params ReadOnlySpan<(string Name, object Value)> facts)
    {
        if (_refusal.Length == 0) _refusal = facts.IsEmpty && tongue.Find(key) is null ? key : tongue.Say(key, facts);
    }

    /// <summary>Also "2,5", as half of Europe writes it.</summary>
    private static bool TryNumber(string typed, out double number) =>
        double.TryParse(typed.Trim().Replace(',', '.'), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)
        && double.IsFinite(number);

    private static string Shown(string value) => Markdown.Plain(value, 40);
}
