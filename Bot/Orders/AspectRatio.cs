using System.Globalization;
using ChatVideoBot.Bot.Wording;

namespace ChatVideoBot.Bot.Orders;

/// <summary>A clip's width to height, as users write it: "16:9".</summary>
public readonly record struct AspectRatio(int Width, int Height)
{
    /// <summary>The widest, and turned round the tallest, that is taken.</summary>
    public const double Widest = 4;

    /// <summary>What is offered while the option is typed.</summary>
    public static IReadOnlyList<string> Offered { get; } = ["1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "21:9", "5:4", "4:5"];

    /// <summary>Reads "W:H", "W/H" or "WxH".</summary>
    /// <param name="refusal">The sentence that says what is wrong with it, when the answer is false.</param>
    public static bool TryParse(string text, Tongue tongue, out AspectRatio ratio, out string refusal)
    {
        ratio = default;
        refusal = tongue.Say("order.aspect.form", ("value", Markdown.Plain(text, 20)));
        var parts = text.Trim().Split(':', '/', 'x', '×', 'X');
        if (parts.Length != 2 || !Number(parts[0], out var width) || !Number(parts[1], out var height)) return false;
        if (width > height * Widest) refusal = tongue.Say("order.aspect.wide", ("value", $"{width}:{height}"));
        else if (height > width * Widest) refusal = tongue.Say("order.aspect.tall", ("value", $"{width}:{height}"));
        else
        {
            ratio = new(width, height);
            refusal = "";
            return true;
        }
        return false;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width}:{Height}");

    private static bool Number(string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out value)
        && value is >= 1 and <= 10_000;
}
