using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions.Components;

namespace ChatVideoBot.Bot.Results;

/// <summary>The buttons under a clip. Each carries the clip's id and nothing else, so that it works after any restart.</summary>
internal static class ClipButtons
{
    public const string Again = "again", Remix = "remix", Extend = "extend", Upscale = "upscale", Vary = "vary", Report = "report", Delete = "delete";

    /// <summary>Two rows: what can be made from it, then what can be done with it.</summary>
    public static IReadOnlyList<ActionRow> Of(string clip, Tongue tongue)
    {
        Button Of(string name, string emoji) => Button.Secondary($"{name}:{clip}", tongue.Say($"result.{name}"), emoji);
        return
        [
            ActionRow.Of(Of(Again, "🔁"), Of(Remix, "✏️"), Of(Extend, "⏩"), Of(Upscale, "🔍"), Of(Vary, "🎲")),
            ActionRow.Of(Of(Report, "🚩"), Of(Delete, "🗑️")),
        ];
    }
}
