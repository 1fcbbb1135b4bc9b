using ChatVideoBot.Bot.Archive;
using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.People;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Options;
using static ChatVideoBot.Bot.Commands.CommandSet;

namespace ChatVideoBot.Bot.Commands;

/// <summary>/edit: a clip is made anew as the words say, whole, behind what moves, or where a mask is white.</summary>
internal sealed class EditCommand(
    OrderDesk desk, Answers answers, DiscordRest rest, ClipArchive archive, ClipFinder finder, PeopleShelf people, IOptions<BotOptions> options) : ICommand
{
    private const int MostOffered = 25, LongestOffer = 90;

    public ApplicationCommand Definition { get; } = Everywhere(new()
    {
        Name = "edit",
        Options =
        [
            Option(ApplicationCommandOptionType.String, "prompt") with { Required = true },
            Option(ApplicationCommandOptionType.Attachment, "clip") with { FileTypes = ["video"] },
            Option(ApplicationCommandOptionType.String, "id") with { Autocomplete = true },
            Option(ApplicationCommandOptionType.Integer, "strength"),
            Option(ApplicationCommandOptionType.Boolean, "background"),
            Option(ApplicationCommandOptionType.Attachment, "mask") with { FileTypes = ["image"] },
            Option(ApplicationCommandOptionType.String, "negative"),
            Option(ApplicationCommandOptionType.Integer, "seed"),
            Option(ApplicationCommandOptionType.Boolean, "private"),
        ],
    });

    public async Task AnswerAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        var (order, refusal) = Read(data, tongue, options.Value);
        if (order is not null && order.Source is null)
        {
            (var found, refusal) = await finder.FindAsync(interaction, data.Option("id")!.AsString() ?? "", tongue, cancel);
            order = found is null ? null : WithSource(order, found);
        }
        if (order is null)
        {
            await answers.RefuseAsync(interaction, refusal, cancel);
            return;
        }
        if (data.Option("private") is null && (await people.ReadAsync(interaction.Invoker!.Id.ToString(), cancel)).IsPrivate)
            order = order with { Clip = order.Clip with { IsPrivate = true } };
        await desk.TakeAsync(new InteractionAsker(interaction, answers, rest), order, cancel);
    }

    /// <summary>The user's own clips whose words hold what is typed.</summary>
    public async Task<IReadOnlyList<ApplicationCommandOptionChoice>> OfferAsync(
        Interaction interaction, InteractionData data, InteractionDataOption typed, CancellationToken cancel)
    {
        var text = typed.Name == "id" ? typed.AsString()?.Trim() ?? "" : "";
        var mine = await archive.OfUserAsync(interaction.Invoker!.Id.ToString(), 0, MostOffered * 4, cancel);
        return
        [
            .. mine.Where(clip => clip.PostedMessage.Length > 0 && (clip.Clip.Prompt.Contains(text, StringComparison.OrdinalIgnoreCase) || clip.Id.StartsWith(text, StringComparison.Ordinal)))
                .Take(MostOffered).Select(clip => ApplicationCommandOptionChoice.Of(Offer(clip), clip.Id)),
        ];
    }

    /// <summary>The order, without its clip where an id says which; or the sentence that says why it is none.</summary>
    internal static (ClipOrder? Order, string Refusal) Read(InteractionData data, Tongue tongue, BotOptions limits)
    {
        var prompt = data.Option("prompt")?.AsString()?.Trim() ?? "";
        var clip = data.AttachmentOption("clip");
        var id = data.Option("id")?.AsString()?.Trim() ?? "";
        var mask = data.AttachmentOption("mask");
        var background = data.Option("background")?.AsBool() ?? false;
        var negative = data.Option("negative")?.AsString()?.Trim() ?? "";
        var (strength, seed) = (data.Option("strength"), data.Option("seed"));

        if (Legal.Prompt(tongue, prompt, limits) is { } badPrompt) return (null, badPrompt);
        if (data.Option("clip") is not null && clip is null) return (null, tongue.Say("edit.not-passed", ("option", "clip")));
        if (data.Option("mask") is not null && mask is null) return (null, tongue.Say("edit.not-passed", ("option", "mask")));
        if (clip is null && id.Length == 0) return (null, tongue.Say("edit.no-clip"));
        if (clip is not null && id.Length > 0) return (null, tongue.Say("edit.two-clips"));
        if (clip is not null && Legal.Clip(tongue, "clip", clip, limits) is { } badClip) return (null, badClip);
        if (mask is not null && background) return (null, tongue.Say("edit.mask-and-background"));
        if (mask is not null && Legal.Picture(tongue, mask, limits) is { } badMask) return (null, $"mask: {badMask}");
        if (mask is not null && !Pictures.PictureRules.LooksLikePicture(mask)) return (null, tongue.Say("edit.mask-no-picture", ("name", Markdown.Plain(mask.Filename, 100))));
        if (strength is not null && strength.AsLong() is not (>= 1 and <= 100))
            return (null, tongue.Say("edit.strength", ("value", strength.AsLong() is { } given ? given : Markdown.Plain(strength.AsString() ?? "", 20)), ("nearest", strength.AsLong() < 1 ? 1 : 100)));
        if (negative.Length > limits.LongestPrompt)
            return (null, tongue.Say("edit.negative", ("length", negative.Length), ("most", limits.LongestPrompt), ("over", negative.Length - limits.LongestPrompt)));
        if (seed is not null && seed.AsLong() is null) return (null, tongue.Say("edit.seed", ("value", Markdown.Plain(seed.AsString() ?? "", 20))));
        if (seed?.AsLong() is { } number && Legal.Seed(tongue, number) is { } badSeed) return (null, badSeed);
        var order = new ClipOrder
        {
            Clip = new()
            {
                Prompt = prompt,
                Negative = negative,
                Kind = mask is not null ? ClipKind.Edit : background ? ClipKind.Background : ClipKind.Remix,
                Strength = strength?.AsLong() / 100.0 ?? 0,
                Seconds = clip?.DurationSecs is > 0 and var length ? length : limits.DefaultSeconds,
                IsPrivate = data.Option("private")?.AsBool() ?? false,
            },
            Seed = seed?.AsLong(),
            Source = clip is null ? null : OrderFile.Of(clip),
            Mask = mask is null ? null : OrderFile.Of(mask),
        };
        return (order with { IsSpoiler = order.Source?.IsSpoiler ?? false }, "");
    }

    private static ClipOrder WithSource(ClipOrder order, FoundClip found) => order with
    {
        Source = OrderFile.Of(found.File),
        Parent = found.Record?.Id ?? "",
        ReplyTo = found.IsHere ? found.Message : null,
        IsSpoiler = OrderFile.Of(found.File).IsSpoiler || found.Record is { IsSpoiler: true },
        Clip = order.Clip with
        {
            Seconds = found.Record?.Seconds is > 0 and var known ? known : found.File.DurationSecs is > 0 and var told ? told : order.Clip.Seconds,
            Model = found.Record?.Clip.Model ?? "",
            IsPrivate = order.Clip.IsPrivate || found.Record is { Clip.IsPrivate: true },
        },
    };

    private static string Offer(ClipRecord clip)
    {
        var about = string.Create(System.Globalization.CultureInfo.InvariantCulture, $" ({clip.Seconds:0.#} s, {clip.At:yyyy-MM-dd})");
        var prompt = clip.Clip.Prompt.ReplaceLineEndings(" ").Trim();
        if (prompt.Length == 0) prompt = clip.Clip.Kind.ToString().ToLowerInvariant();
        return (prompt.Length + about.Length <= LongestOffer ? prompt : prompt[..(LongestOffer - about.Length)] + "…") + about;
    }
}
