using System.Text.RegularExpressions;
using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.People;
using ChatVideoBot.Bot.Pictures;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue.Pictures;
using Microsoft.Extensions.Options;
using static ChatVideoBot.Bot.Commands.CommandSet;

namespace ChatVideoBot.Bot.Commands;

/// <summary>The message command: the first picture of the message that can be taken is animated, by the message's own words if it has any.</summary>
internal sealed partial class AnimateThis(OrderDesk desk, OrderHelp help, Answers answers, DiscordRest rest, IOptions<BotOptions> options) : ICommand
{
    public ApplicationCommand Definition { get; } = Everywhere(new() { Type = ApplicationCommandType.Message, Name = "Animate this" });

    public async Task AnswerAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        var person = await help.PersonAsync(interaction.Invoker!.Id.ToString(), cancel);
        var (order, refusal) = Read(data, person, tongue, options.Value);
        if (order is null) await answers.RefuseAsync(interaction, refusal, cancel);
        else await desk.TakeAsync(new InteractionAsker(interaction, answers, rest), order, cancel);
    }

    /// <summary>The order; or the sentence that says why it is none.</summary>
    internal static (ClipOrder? Order, string Refusal) Read(InteractionData data, Person person, Tongue tongue, BotOptions limits)
    {
        if (data.TargetMessage is not { } message) return (null, tongue.Say("animate.lost"));
        Message[] shown = [message, .. (message.MessageSnapshots ?? []).Select(snapshot => snapshot.Message).OfType<Message>()]; // of a forwarded one
        var files = shown.SelectMany(one => one.Attachments).ToList();
        var pictures = files.Where(PictureRules.LooksLikePicture).ToList();
        var file = pictures.FirstOrDefault(one => PictureRules.Refusal(one, limits, tongue) is null) is { } attached
            ? OrderFile.Of(attached)
            : pictures.Count == 0 ? EmbeddedPictures.First(shown) : null;
        if (file is null) return (null, pictures.Count > 0 ? PictureRules.Refusal(pictures[0], limits, tongue)! : Without(shown, files, tongue));

        var words = shown.Select(one => Words(one.Content)).FirstOrDefault(content => content.Length > 0) ?? "";
        var remark = words.Length > limits.LongestPrompt ? tongue.Say("animate.long", ("most", limits.LongestPrompt))
            : pictures.Count > 1 ? tongue.Say("animate.pictures", ("count", pictures.Count), ("name", Markdown.Plain(file.Name, 100)))
            : "";
        if (words.Length > limits.LongestPrompt) words = words[..(char.IsHighSurrogate(words[limits.LongestPrompt - 1]) ? limits.LongestPrompt - 1 : limits.LongestPrompt)];
        return (new()
        {
            Clip = new()
            {
                Prompt = words.Length > 0 ? words : limits.AnimatePrompt,
                Seconds = person.Seconds > 0 ? Math.Clamp(person.Seconds, limits.ShortestSeconds, limits.LongestSeconds) : limits.DefaultSeconds,
                Style = Styles.Find(person.Style) is { } style ? Styles.WordsOf(style) : "",
                Model = person.Model,
                IsPrivate = person.IsPrivate,
            },
            Picture = file,
            IsSpoiler = file.IsSpoiler,
            ReplyTo = message.Id,
            Remark = remark,
        }, "");
    }

    /// <summary>The sentence for a message that shows no picture which can be had.</summary>
    private static string Without(Message[] shown, List<Attachment> files, Tongue tongue) =>
        files.Any(file => file.ContentType?.StartsWith("video/", StringComparison.OrdinalIgnoreCase) ?? false) ? tongue.Say("animate.clip")
        : shown.Any(one => one.StickerItems is { Count: > 0 }) ? tongue.Say("animate.sticker")
        : shown.Any(one => one.Embeds.Count > 0 || Link().IsMatch(one.Content)) ? tongue.Say("animate.link")
        : tongue.Say("animate.none", ("formats", PictureLimits.Formats));

    /// <summary>What is written, without what is no words: links, mentions, moments; of an emoji of the server's, its name.</summary>
    private static string Words(string content) => Spaces().Replace(Marks().Replace(Link().Replace(content, " "), "$1 "), " ").Trim();

    [GeneratedRegex(@"<?https?://\S+")]
    private static partial Regex Link();

    [GeneratedRegex(@"<(?:@[!&]?\d+|#\d+|t:-?\d+(?::\w)?|/[^:<>]{1,100}:\d+|a?:(\w+):\d+|id:\w+)>")]
    private static partial Regex Marks();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
