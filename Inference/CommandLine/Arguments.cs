using System.Globalization;

namespace ChatVideoBot.Inference.CommandLine;

/// <summary>A wrong command line; the sentence names the option.</summary>
public sealed class UsageException(string sentence) : Exception(Sentence.Of(sentence));

/// <summary>What stands on the command line after the command: options with a value each, and words.</summary>
public sealed class Arguments
{
    private readonly Dictionary<string, string> _options = [];

    private Arguments(List<string> words) => Words = words;

    public IReadOnlyList<string> Words { get; }

    /// <param name="known">The options' names, "--seconds"; each takes a value.</param>
    /// <exception cref="UsageException">An option is unknown, stands twice or lacks its value.</exception>
    public static Arguments Read(IEnumerable<string> arguments, params string[] known) => Read(arguments, known, []);

    /// <param name="known">The options that take a value.</param>
    /// <param name="flags">Those that take none: "--link".</param>
    /// <exception cref="UsageException">An option is unknown, stands twice, lacks its value or has one that it does not take.</exception>
    public static Arguments Read(IEnumerable<string> arguments, string[] known, string[] flags)
    {
        var words = new List<string>();
        var read = new Arguments(words);
        using var next = arguments.GetEnumerator();
        var onlyWords = false; // after "--": a prompt may begin with a dash
        while (next.MoveNext())
        {
            if (!onlyWords && next.Current == "--")
            {
                onlyWords = true;
                continue;
            }

            if (onlyWords || !next.Current.StartsWith('-') || next.Current == "-")
            {
                words.Add(next.Current);
                continue;
            }

            var parts = next.Current.Split('=', 2);
            var name = parts[0];
            var isFlag = flags.Contains(name);
            if (!isFlag && !known.Contains(name))
                throw new UsageException($"{name}: there is no such option; there are {string.Join(", ", known.Concat(flags).DefaultIfEmpty("none"))}.");
            if (isFlag && parts.Length == 2)
                throw new UsageException($"{name} takes no value.");
            if (!isFlag && parts.Length == 1 && !next.MoveNext())
                throw new UsageException($"{name} needs a value.");
            if (!read._options.TryAdd(name, parts.Length == 2 || isFlag ? parts[^1] : next.Current))
                throw new UsageException($"{name} stands twice.");
        }

        return read;
    }

    public string? Text(string name) => _options.GetValueOrDefault(name);

    public bool Flag(string name) => _options.ContainsKey(name);

    /// <summary>A number whose limits others know; null when the option is not there.</summary>
    public double? Number(string name) => Text(name) is null ? null : Number(name, 0, double.MinValue, double.MaxValue);

    /// <summary>A whole number whose limits others know; null when the option is not there.</summary>
    public int? Whole(string name) => Text(name) is not { } text
        ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new UsageException($"{name}: \"{Sentence.Short(text)}\" is not a whole number, such as 16.");

    public double Number(string name, double otherwise, double least, double most) => Text(name) is not { } text
        ? otherwise
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new UsageException(least == double.MinValue
                ? $"{name}: \"{Sentence.Short(text)}\" is not a number."
                : string.Create(CultureInfo.InvariantCulture, $"{name}: \"{Sentence.Short(text)}\" is not a number from {least} to {most}."));

    public long Whole(string name, long otherwise, long least, long most) => Text(name) is not { } text
        ? otherwise
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new UsageException($"{name}: \"{Sentence.Short(text)}\" is not a whole number from {least} to {most}.");

    /// <summary>The words, of which there must be exactly so many.</summary>
    /// <param name="usage">"generate \"prompt\" -o clip.mp4".</param>
    public IReadOnlyList<string> Exactly(int count, string usage) =>
        Words.Count == count ? Words : throw new UsageException($"{Words.Count} words are given, {count} needed: {usage}.");
}
