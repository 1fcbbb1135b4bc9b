using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.Pictures;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using Microsoft.Extensions.Options;
using static ChatVideoBot.Bot.Commands.CommandSet;

namespace ChatVideoBot.Bot.Commands;

/// <summary>/imagine: clips from words, or from a picture.</summary>
internal sealed class ImagineCommand(
    OrderHelp help, ConfirmButton confirm, Offers offers, Answers answers, IOptions<BotOptions> options) : ICommand
{
    private static readonly string[] Pictures = ["image"];

    public ApplicationCommand Definition { get; } = Everywhere(new()
    {
        Name = "imagine",
        Options =
        [
            Option(ApplicationCommandOptionType.String, "prompt") with { Required = true },
            Option(ApplicationCommandOptionType.Attachment, "image") with { FileTypes = Pictures },
            Option(ApplicationCommandOptionType.Attachment, "end_image") with { FileTypes = Pictures },
            Option(ApplicationCommandOptionType.String, "aspect") with { Autocomplete = true },
            Option(ApplicationCommandOptionType.Number, "seconds"),
            Option(ApplicationCommandOptionType.Integer, "motion"),
            Option(ApplicationCommandOptionType.String, "camera") with { Autocomplete = true },
            Option(ApplicationCommandOptionType.String, "style") with { Autocomplete = true },
            Option(ApplicationCommandOptionType.String, "negative"),
            Option(ApplicationCommandOptionType.Integer, "seed"),
            Option(ApplicationCommandOptionType.Integer, "variants"),
            Option(ApplicationCommandOptionType.Boolean, "loop"),
            Option(ApplicationCommandOptionType.Boolean, "private"),
            Option(ApplicationCommandOptionType.Number, "fps"),
            Option(ApplicationCommandOptionType.Number, "guidance"),
            Option(ApplicationCommandOptionType.String, "model") with { Autocomplete = true },
        ],
    });

    public async Task AnswerAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        var (person, cards) = await help.BothAsync(interaction.Invoker!.Id.ToString(), cancel);
        if (data.Option("image") is not null || data.Option("end_image") is not null) person = person with { Aspect = "" }; // the picture's shape
        var reader = new OrderReader(tongue, options.Value, person, cards);
        var (order, refusal) = Read(data, reader, tongue, options.Value);
        if (order is null) await answers.RefuseAsync(interaction, refusal, cancel);
        else await confirm.TakeAsync(interaction, order, cancel);
    }

    public Task<IReadOnlyList<ApplicationCommandOptionChoice>> OfferAsync(
        Interaction interaction, InteractionData data, InteractionDataOption typed, CancellationToken cancel) =>
        offers.OfAsync(typed.Name, typed.AsString() ?? "", Tongues.Of(interaction.Locale), cancel);

    /// <summary>The order; or the sentence that says why it is none.</summary>
    internal static (ClipOrder? Order, string Refusal) Read(InteractionData data, OrderReader reader, Tongue tongue, BotOptions limits)
    {
        var said = data.Options.Where(option => option.Name is not ("prompt" or "image" or "end_image") && option.AsString() is not null)
            .ToDictionary(option => option.Name, option => option.AsString()!);
        var (order, refusal) = reader.Read(data.Option("prompt")?.AsString() ?? "", said);
        if (order is null) return (null, refusal);
        foreach (var name in (string[])["image", "end_image"])
        {
            if (data.Option(name) is null) continue;
            if (data.AttachmentOption(name) is not { } file) return (null, tongue.Say("order.file.lost", ("option", name)));
            if (PictureRules.Refusal(file, limits, tongue) is { } bad) return (null, bad);
            order = name == "image" ? order with { Picture = OrderFile.Of(file) } : order with { EndPicture = OrderFile.Of(file) };
        }
        if (order is { Picture: null, EndPicture: null }) order = FirstWords.Fill(order, limits.FewWords, tongue);
        return order is { EndPicture: not null, Clip.Loop: true }
            ? (null, tongue.Say("order.loop-end"))
            : (order with { IsSpoiler = order.Picture is { IsSpoiler: true } || order.EndPicture is { IsSpoiler: true } }, "");
    }
}
