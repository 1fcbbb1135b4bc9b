using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.Pictures;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using Microsoft.Extensions.Options;
using static ChatVideoBot.Bot.Commands.CommandSet;

namespace ChatVideoBot.Bot.Commands;

/// <summary>/animate: a picture comes to life, by words or by a movement that is picked.</summary>
internal sealed class AnimateCommand(OrderHelp help, ConfirmButton confirm, Offers offers, Answers answers, IOptions<BotOptions> options) : ICommand
{
    private static readonly string[] Pictures = ["image"];

    public ApplicationCommand Definition { get; } = Everywhere(new()
    {
        Name = "animate",
        Options =
        [
            Option(ApplicationCommandOptionType.Attachment, "image") with { Required = true, FileTypes = Pictures },
            Option(ApplicationCommandOptionType.String, "prompt"),
            Option(ApplicationCommandOptionType.String, "movement") with
            {
                Choices = [.. Movements.All.Select(one => ApplicationCommandOptionChoice.Of(Tongues.English.Say($"movement.{one.Id}"), one.Id) with
                {
                    NameLocalizations = Tongues.All.Skip(1).Where(tongue => tongue.Own($"movement.{one.Id}") is not null)
                        .ToDictionary(tongue => tongue.Locale, tongue => tongue.Say($"movement.{one.Id}")),
                })],
            },
            Option(ApplicationCommandOptionType.Number, "seconds"),
            Option(ApplicationCommandOptionType.Integer, "motion"),
            Option(ApplicationCommandOptionType.String, "camera") with { Autocomplete = true },
            Option(ApplicationCommandOptionType.Integer, "seed"),
            Option(ApplicationCommandOptionType.Boolean, "loop"),
            Option(ApplicationCommandOptionType.Boolean, "private"),
        ],
    });

    public async Task AnswerAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        var (person, cards) = await help.BothAsync(interaction.Invoker!.Id.ToString(), cancel);
        var reader = new OrderReader(tongue, options.Value, person with { Aspect = "" }, cards); // the picture's shape
        var (order, refusal) = Read(data, reader, tongue, options.Value);
        if (order is null) await answers.RefuseAsync(interaction, refusal, cancel);
        else await confirm.TakeAsync(interaction, order, cancel);
    }

    public Task<IReadOnlyList<ApplicationCommandOptionChoice>> OfferAsync(
        Interaction interaction, InteractionData data, InteractionDataOption typed, CancellationToken cancel) =>
        offers.OfAsync(typed.Name, typed.AsString() ?? "", Tongues.Of(interaction.Locale), cancel);

    /// <summary>The order; or the sentence that says why it is none. Words and a movement together are both read.</summary>
    internal static (ClipOrder? Order, string Refusal) Read(InteractionData data, OrderReader reader, Tongue tongue, BotOptions limits)
    {
        if (data.AttachmentOption("image") is not { } file) return (null, tongue.Say("order.file.lost", ("option", "image")));
        if (PictureRules.Refusal(file, limits, tongue) is { } bad) return (null, bad);
        var said = data.Options.Where(option => option.Name is not ("prompt" or "image" or "movement") && option.AsString() is not null)
            .ToDictionary(option => option.Name, option => option.AsString()!);
        var movement = Movements.Find(data.Option("movement")?.AsString() ?? "");
        if (data.Option("movement") is { } picked && movement is null)
            return (null, tongue.Say("order.movement.unknown", ("value", Markdown.Plain(picked.AsString() ?? "", 40)), ("nearest", Nearest.Of(picked.AsString() ?? "", Movements.All.Select(one => one.Id)))));
        var words = data.Option("prompt")?.AsString()?.Trim() ?? "";
        var typed = words.Length > 0 && movement is not null ? $"{movement.Prompt}, {words}" : words; // last, for flags to be last
        var (order, refusal) = reader.Read(typed, said, otherwise: movement?.Prompt ?? limits.AnimatePrompt);
        if (order is null) return (null, refusal);
        var picture = OrderFile.Of(file);
        return (order with
        {
            Clip = order.Clip.Camera.Length > 0 ? order.Clip : order.Clip with { Camera = movement?.Camera ?? "" },
            Picture = picture,
            IsSpoiler = picture.IsSpoiler,
        }, "");
    }
}
