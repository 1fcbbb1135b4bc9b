using System.Text.Json;
using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.People;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Commands;

/// <summary>What was written into the form, kept while it is refused.</summary>
internal sealed record StoryDraft(string User, string Style, string Shots, string Transition, string Aspect, bool IsLoop, bool IsPrivate);

/// <summary>/storyboard: a form with a line for each shot. What was typed into a form that is refused is kept for an hour, behind a button.</summary>
internal sealed class StoryboardCommand(
    OrderDesk desk, Answers answers, DiscordRest discord, Keepsakes keepsakes, PeopleShelf people, IOptions<BotOptions> options) : ICommand, IPress, IForm
{
    private const string Name = "story";
    private const int LongestStyle = 500, LongestShots = 4000;
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public ApplicationCommand Definition { get; } = CommandSet.Everywhere(new() { Name = "storyboard" });

    public string Prefix => Name;

    public async Task AnswerAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        var person = await people.ReadAsync(interaction.Invoker!.Id.ToString(), cancel);
        await OpenAsync(interaction, new("", person.Style, "", nameof(Transition.Cut), person.Aspect, false, person.IsPrivate), cancel);
    }

    /// <summary>The button that opens a refused form again.</summary>
    public async Task PressAsync(Interaction interaction, InteractionData data, string rest, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        if (await keepsakes.ReadAsync(Key(rest), cancel) is not { } text || JsonSerializer.Deserialize<StoryDraft>(text, Json) is not { } draft)
            await answers.RefuseAsync(interaction, tongue.Say("story.lost"), cancel);
        else if (draft.User != interaction.Invoker!.Id.ToString())
            await answers.RefuseAsync(interaction, tongue.Say("story.not-yours"), cancel);
        else
            await OpenAsync(interaction, draft, cancel);
    }

    public async Task SubmitAsync(Interaction interaction, InteractionData data, string rest, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        var draft = new StoryDraft(
            interaction.Invoker!.Id.ToString(), data.FormValue("style")?.Trim() ?? "", data.FormValue("shots") ?? "", data.FormValue("transition") ?? "",
            data.FormValue("aspect")?.Trim() ?? "", data.FormValues("switches").Contains("loop"), data.FormValues("switches").Contains("private"));
        var (order, refusal) = Read(draft, tongue, options.Value);
        var asker = new DraftAsker(new InteractionAsker(interaction, answers, discord), cancelled => KeepAsync(interaction, draft, tongue, cancelled));
        if (order is null) await asker.RefuseAsync(refusal, cancel);
        else await desk.TakeAsync(asker, order, cancel);
    }

    /// <summary>The order; or the sentence that says why it is none.</summary>
    internal static (ClipOrder? Order, string Refusal) Read(StoryDraft draft, Tongue tongue, BotOptions limits)
    {
        if (draft.Style.Length > limits.LongestPrompt) return (null, tongue.Say("story.style", ("most", limits.LongestPrompt), ("over", draft.Style.Length - limits.LongestPrompt)));
        if (Legal.Aspect(tongue, draft.Aspect, out var aspect) is { } badAspect) return (null, badAspect);
        var usual = Enum.TryParse<Transition>(draft.Transition, ignoreCase: true, out var picked) && Enum.IsDefined(picked) ? picked : Transition.Cut;
        var script = StoryScript.Read(draft.Style, draft.Shots, usual, tongue, limits);
        return script.Refusal.Length > 0
            ? (null, script.Refusal)
            : (new()
            {
                Clip = new()
                {
                    Prompt = draft.Style,
                    Shots = script.Shots,
                    Seconds = script.Shots.Sum(shot => shot.Seconds),
                    Aspect = aspect,
                    Loop = draft.IsLoop,
                    IsPrivate = draft.IsPrivate,
                },
            }, "");
    }

    private Task OpenAsync(Interaction interaction, StoryDraft draft, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        return answers.GiveAsync(interaction, InteractionResponse.Modal(Name, tongue.Say("story.title"),
            Label.Of(tongue.Say("story.shots"), TextInput.Of("shots", TextInputStyle.Paragraph, Filled(draft.Shots), LongestShots) with { Placeholder = tongue.Say("story.shots.example") },
                tongue.Say("story.shots.hint")),
            Label.Of(tongue.Say("story.style.label"), TextInput.Of("style", value: Filled(draft.Style), maxLength: LongestStyle, required: false), tongue.Say("story.style.hint")),
            Label.Of(tongue.Say("story.transition.label"), new StringSelect
            {
                CustomId = "transition",
                Required = false,
                Options =
                [
                    .. Enum.GetValues<Transition>().Select(one => new SelectOption
                    {
                        Label = StoryScript.Name(one, tongue),
                        Value = one.ToString(),
                        Default = one.ToString() == draft.Transition ? true : null,
                    }),
                ],
            }),
            Label.Of(tongue.Say("story.aspect.label"), TextInput.Of("aspect", value: Filled(draft.Aspect), maxLength: 20, required: false) with { Placeholder = "16:9" }),
            Label.Of(tongue.Say("story.switches.label"), new CheckboxGroup
            {
                CustomId = "switches",
                Required = false,
                MinValues = 0,
                MaxValues = 2,
                Options =
                [
                    new() { Label = tongue.Say("story.loop"), Value = "loop", Default = draft.IsLoop ? true : null },
                    new() { Label = tongue.Say("story.private"), Value = "private", Default = draft.IsPrivate ? true : null },
                ],
            })), cancel);
    }

    /// <summary>Keeps what was typed and gives the button that brings it back.</summary>
    private async Task<IReadOnlyList<Component>> KeepAsync(Interaction interaction, StoryDraft draft, Tongue tongue, CancellationToken cancel)
    {
        await keepsakes.WriteAsync(Key(interaction.Id.ToString()), JsonSerializer.Serialize(draft, Json), Kept, cancel);
        return [ActionRow.Of(Button.Primary($"{Name}:{interaction.Id}", tongue.Say("story.reopen")))];
    }

    private static string? Filled(string text) => text.Length > 0 ? text : null;

    private static string Key(string id) => $"story:{id}";
}
