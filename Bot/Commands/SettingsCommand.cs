using System.Globalization;
using ChatVideoBot.Bot.People;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Commands;

/// <summary>/settings: a form that shows a user's own defaults and changes them.</summary>
internal sealed class SettingsCommand(Answers answers, PeopleShelf people, JobQueue queue, IOptions<BotOptions> options, TimeProvider time) : ICommand, IPress, IForm
{
    private const string Name = "settings", Reset = "reset", Any = "*";
    private const int MostModels = 24, LongestStyle = 50;

    /// <summary>The form is due in three seconds; without the models' cards it offers only the model that is set.</summary>
    private static readonly TimeSpan CardsPatience = TimeSpan.FromSeconds(1);

    public ApplicationCommand Definition { get; } = CommandSet.Everywhere(new() { Name = Name });

    public string Prefix => Name;

    public async Task AnswerAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        var person = await people.ReadAsync(interaction.Invoker!.Id.ToString(), cancel);
        await answers.GiveAsync(interaction, Form(person, await ModelsAsync(cancel), Tongues.Of(interaction.Locale)), cancel);
    }

    public async Task SubmitAsync(Interaction interaction, InteractionData data, string rest, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        var user = interaction.Invoker!.Id.ToString();
        if (Read(data, new(), tongue, options.Value) is { Person: null, Refusal: var refusal })
        {
            await answers.RefuseAsync(interaction, refusal, cancel);
            return;
        }
        var person = await people.ChangeAsync(user, before => Read(data, before, tongue, options.Value).Person! with { Locale = tongue.Locale }, cancel);
        await answers.GiveAsync(interaction, InteractionResponse.Message(Shown(person, tongue.Say("settings.saved"), tongue)), cancel);
    }

    public async Task PressAsync(Interaction interaction, InteractionData data, string rest, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        if (rest != Reset)
        {
            await answers.RefuseAsync(interaction, tongue.Say("unknown.button"), cancel);
            return;
        }
        var user = interaction.Invoker!.Id.ToString();
        // What is no setting stays: that the people in their pictures agreed is asked of them once a month, whatever they set.
        var person = await people.ChangeAsync(
            user, before => new() { Clips = before.Clips, ConsentedAt = before.ConsentedAt, Locale = tongue.Locale }, cancel);
        await answers.GiveAsync(interaction, InteractionResponse.Update(Shown(person, tongue.Say("settings.reset-done"), tongue) with { Flags = null, Components = [] }), cancel);
    }

    /// <summary>The settings as the form says; or the sentence that says why not. What the form does not hold stays.</summary>
    internal static (Person? Person, string Refusal) Read(InteractionData data, Person before, Tongue tongue, BotOptions limits)
    {
        var length = 0.0;
        if (data.FormValue("seconds")?.Trim() is { Length: > 0 } seconds)
        {
            var written = seconds.TrimEnd('s', ' ').Replace(',', '.');
            if (!double.TryParse(written, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out length))
                return (null, tongue.Say("settings.seconds", ("value", Markdown.Plain(seconds, 20)), ("example", limits.DefaultSeconds)));
            if (Legal.Seconds(tongue, length, limits) is { } bad) return (null, bad);
        }
        if (Legal.Aspect(tongue, data.FormValue("aspect"), out var aspect) is { } badAspect) return (null, badAspect);
        var switches = data.FormValues("switches");
        return (before with
        {
            Seconds = length,
            Aspect = aspect,
            Style = data.FormValue("style")?.Trim() ?? "",
            Model = data.FormValue("model") is { } model && model != Any ? model : "",
            IsPrivate = switches.Contains("private"),
            Ping = switches.Contains("ping"),
            DirectMessages = switches.Contains("direct"),
        }, "");
    }

    private static InteractionResponse Form(Person person, IEnumerable<string> models, Tongue tongue)
    {
        var offered = models.Prepend(person.Model).Where(model => model.Length is > 0 and <= 100).Distinct().Take(MostModels);
        return InteractionResponse.Modal(Name, tongue.Say("settings.title"),
            Label.Of(tongue.Say("settings.seconds.label"),
                TextInput.Of("seconds", value: person.Seconds > 0 ? person.Seconds.ToString("0.##", CultureInfo.InvariantCulture) : null, maxLength: 10, required: false),
                tongue.Say("settings.seconds.hint")),
            Label.Of(tongue.Say("settings.aspect.label"), TextInput.Of("aspect", value: Filled(person.Aspect), maxLength: 20, required: false) with { Placeholder = "16:9" },
                tongue.Say("settings.aspect.hint")),
            Label.Of(tongue.Say("settings.style.label"), TextInput.Of("style", value: Filled(person.Style), maxLength: LongestStyle, required: false), tongue.Say("settings.style.hint")),
            Label.Of(tongue.Say("settings.model.label"), new StringSelect
            {
                CustomId = "model",
                Required = false,
                Options =
                [
                    new() { Label = tongue.Say("settings.model.any"), Value = Any, Default = person.Model.Length == 0 ? true : null },
                    .. offered.Select(model => new SelectOption { Label = model, Value = model, Default = model == person.Model ? true : null }),
                ],
            }),
            Label.Of(tongue.Say("settings.switches.label"), new CheckboxGroup
            {
                CustomId = "switches",
                Required = false,
                MinValues = 0,
                MaxValues = 3,
                Options =
                [
                    Switch("private", "settings.private", person.IsPrivate), Switch("ping", "settings.ping", person.Ping), Switch("direct", "settings.direct", person.DirectMessages),
                ],
            }));

        SelectOption Switch(string value, string key, bool on) => new() { Label = tongue.Say(key), Value = value, Default = on ? true : null };
    }

    private static InteractionCallbackData Shown(Person person, string title, Tongue tongue)
    {
        string OnOff(bool on) => tongue.Say(on ? "settings.on" : "settings.off");
        string OrUsual(string text) => text.Length > 0 ? Markdown.Plain(text, 100) : tongue.Say("settings.usual");
        return new()
        {
            Flags = MessageFlags.Ephemeral,
            Content = $"{title}\n" + tongue.Say("settings.shown",
                ("seconds", person.Seconds > 0 ? tongue.Say("settings.seconds.value", ("seconds", person.Seconds)) : tongue.Say("settings.usual")),
                ("aspect", person.Aspect.Length > 0 ? person.Aspect : tongue.Say("settings.usual")), ("style", OrUsual(person.Style)), ("model", OrUsual(person.Model)),
                ("private", OnOff(person.IsPrivate)), ("ping", OnOff(person.Ping)), ("direct", OnOff(person.DirectMessages))),
            Components = [ActionRow.Of(Button.Secondary($"{Name}:{Reset}", tongue.Say("settings.reset")))],
        };
    }

    private async Task<IReadOnlyList<string>> ModelsAsync(CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(CardsPatience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            return [.. (await queue.ReadCardsAsync(limit.Token)).Select(card => card.Model).Concat(options.Value.ModelsOnDemand).Distinct().Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is RedisException || e is OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return [];
        }
    }

    private static string? Filled(string text) => text.Length > 0 ? text : null;
}
