using System.Text.Json;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Doctor;

/// <summary>What is thrown where settings cannot be used, and the sentence of it.</summary>
public static class SettingsFault
{
    public static bool Is(Exception e) => e is OptionsValidationException
        or AggregateException { InnerExceptions: [OptionsValidationException, ..] }
        or InvalidOperationException { InnerException: ArgumentException or FormatException } // a value that is no number, for example
        or InvalidDataException { InnerException: FormatException or JsonException }; // appsettings.json is no JSON

    public static string Sentence(Exception e) => e switch
    {
        AggregateException many => string.Join("; ", many.InnerExceptions.Select(Sentence)),
        InvalidOperationException { InnerException: { } inner } => $"{e.Message.TrimEnd('.')}: {inner.Message} docs/owner.md says what it may be.",
        InvalidDataException { InnerException: { } inner } => $"{e.Message.TrimEnd('.')}: {(inner.InnerException ?? inner).Message}",
        _ => e.Message,
    };
}
