using System.Reflection;
using System.Text.Json;

namespace ChatVideoBot.Bot.Wording;

/// <summary>The languages that the bot speaks, read once from the files in <c>Words/</c>.</summary>
public static class Tongues
{
    /// <summary>Every file beside English, by Discord's name for the language.</summary>
    private static readonly string[] Others = ["de", "fr", "es-ES", "pt-BR", "ja"];

    public static Tongue English { get; } = new("en-US", Read("en-US"), null);

    /// <summary>English first.</summary>
    public static IReadOnlyList<Tongue> All { get; } = [English, .. Others.Select(locale => new Tongue(locale, Read(locale), English))];

    /// <param name="locale">Discord's name of the user's language; null or another language: English.</param>
    public static Tongue Of(string? locale) => locale switch
    {
        null => English,
        "es-419" => Of("es-ES"),
        "pt-PT" => Of("pt-BR"),
        _ => All.FirstOrDefault(tongue => tongue.Locale == locale) ?? All.FirstOrDefault(tongue => tongue.Locale == locale.Split('-')[0]) ?? English,
    };

    private static Dictionary<string, string> Read(string locale)
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream($"words.{locale}.json")
            ?? throw new InvalidOperationException($"The words of '{locale}' are not in the program.");
        return JsonSerializer.Deserialize<Dictionary<string, string>>(file, new JsonSerializerOptions { ReadCommentHandling = JsonCommentHandling.Skip })!;
    }
}
