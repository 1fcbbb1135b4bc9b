using System.Globalization;
using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Commands;

/// <summary>What the options of a clip can be, while they are typed.</summary>
internal sealed class Offers(OrderHelp help, IOptions<BotOptions> options)
{
    private const int LongestName = 100; // Discord docs, application-commands.mdx, "Application Command Option Choice Structure"

    public async Task<IReadOnlyList<ApplicationCommandOptionChoice>> OfAsync(string option, string typed, Tongue tongue, CancellationToken cancel)
    {
        var all = option switch
        {
            "aspect" => AspectRatio.Offered.Select(ratio => (ratio, ratio)),
            "camera" => CameraMove.All.Select(move => (move, move)),
            "style" => Styles.Named(tongue).Select(style => (style.Name, style.Id)),
            "model" => Models(await help.CardsAsync(cancel), tongue).UnionBy(options.Value.ModelsOnDemand.Select(model => (model, model)), one => one.Item2),
            _ => [],
        };
        var wanted = typed.Trim();
        return
        [
            .. all.Where(one => one.Item1.Contains(wanted, StringComparison.OrdinalIgnoreCase) || one.Item2.Contains(wanted, StringComparison.OrdinalIgnoreCase))
                .OrderBy(one => one.Item1.StartsWith(wanted, StringComparison.OrdinalIgnoreCase) ? 0 : 1)
                .Select(one => ApplicationCommandOptionChoice.Of(one.Item1.Length <= LongestName ? one.Item1 : one.Item1[..LongestName], one.Item2)),
        ];
    }

    private static IEnumerable<(string Name, string Value)> Models(IReadOnlyList<ModelCard> cards, Tongue tongue) => cards
        .GroupBy(card => card.Model).OrderBy(model => model.Key, StringComparer.Ordinal).Select(model => (tongue.Say(
            model.Any(card => card.TakesPicture) ? "order.model.pictures" : "order.model.words",
            ("model", model.Key), ("seconds", model.Max(card => card.MostSeconds)),
            ("size", string.Create(CultureInfo.InvariantCulture, $"{model.First().WidthPixels} × {model.First().HeightPixels}"))), model.Key));
}
