using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Moderation.Cases;

/// <summary>Opens cases, and tells moderators in their channel that something waits for them.</summary>
internal sealed partial class CaseNotice(CaseBook cases, GuildBook rules, DiscordRest rest, ILogger<CaseNotice> logger)
{
    private const int LongestWords = 300;

    /// <param name="again">Something that was decided is looked at once more.</param>
    public async Task OpenAsync(Case one, CancellationToken cancel, bool again = false)
    {
        if (await cases.OpenAsync(one, cancel, again)) await TellAsync(one, cancel);
    }

    /// <summary>Says in their channel that it waits.</summary>
    public async Task TellAsync(Case one, CancellationToken cancel)
    {
        var told = (await rules.ReadAsync(one.Guild, cancel)).LogChannel;
        if (!Snowflake.TryParse(told, out var channel)) return;
        try
        {
            await rest.CreateMessageAsync(channel, new() { Content = Line(one, Tongues.English), AllowedMentions = AllowedMentions.None, Nonce = NonceOf(one) }, cancel);
        }
        catch (DiscordException e)
        {
            LogUntold(one.Id, e.Message);
        }
    }

    /// <summary>What it is, in a line or two.</summary>
    internal static string Line(Case one, Tongue tongue)
    {
        var line = tongue.Say($"case.{one.Kind.ToString().ToLowerInvariant()}", ("user", $"<@{one.User}>"), ("words", Markdown.Plain(one.Words, LongestWords)), ("id", one.Id));
        if (one.Why.Length > 0) line += "\n-# " + Markdown.Plain(one.Why, LongestWords);
        return one.Link.Length > 0 ? $"{line}\n-# {one.Link}" : line;
    }

    private static string NonceOf(Case one)
    {
        var opened = Convert.ToString(one.At.ToUnixTimeMilliseconds() & 0xFFFF, 16); // a case that is opened again is told again
        var nonce = $"{(char)('a' + (int)one.Kind)}{opened}{one.Id}";
        return nonce.Length <= 25 ? nonce : nonce[..25]; // Discord's longest
    }

    [LoggerMessage(LogLevel.Warning, "Moderators could not be told that {Case} waits for them; it stands in /mod review: {Problem}")]
    private partial void LogUntold(string @case, string problem);
}
