using System.Security.Cryptography;
using System.Text;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Rest;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Moderation;

/// <summary>Tells moderators what they should know: in the log, and in their channel when there is one.</summary>
internal sealed partial class ModeratorNotice(DiscordRest rest, IOptions<BotOptions> options, ILogger<ModeratorNotice> logger)
{
    public async Task TellSetAsideAsync(string worker, CancellationToken cancel)
    {
        LogSetAside(worker);
        if (!Snowflake.TryParse(options.Value.ModeratorChannel, out var channel)) return;
        try
        {
            await rest.CreateMessageAsync(channel, new()
            {
                Content = Tongues.English.Say("notice.set-aside", ("worker", Markdown.Plain(worker, 64))),
                Nonce = NonceOf("aside", worker), // an event comes at least once, and to each process of this bot
            }, cancel);
        }
        catch (DiscordException e)
        {
            LogUntold(worker, e.Message);
        }
    }

    /// <summary>Somebody reported a clip. Who it was is not told here: the channel's members are the owner's choice, not the reporter's.</summary>
    public async Task TellReportAsync(Report report, CancellationToken cancel)
    {
        LogReport(report.Clip, report.Why, report.Link);
        if (!Snowflake.TryParse(options.Value.ModeratorChannel, out var channel)) return;
        var tongue = Tongues.English;
        var words = Markdown.Plain(report.Words, 1000);
        try
        {
            await rest.CreateMessageAsync(channel, new()
            {
                Content = tongue.Say(
                    "report.notice", ("why", tongue.Say($"report.why.{report.Why}")), ("prompt", Markdown.Plain(report.Prompt, 300)),
                    ("user", $"<@{report.User}>"), ("id", report.Clip), ("where", report.Link.Length > 0 ? report.Link : tongue.Say("report.notice.nowhere")))
                    + (words.Length > 0 ? "\n" + tongue.Say("report.notice.words", ("words", words)) : ""),
                Nonce = NonceOf("report", $"{report.Clip} {report.By}"),
            }, cancel);
        }
        catch (DiscordException e)
        {
            LogReportUntold(report.Clip, e.Message);
        }
    }

    private static string NonceOf(string kind, string what) => $"{kind}-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(what)))[..16];

    [LoggerMessage(LogLevel.Warning, "The clip {Clip} was reported ({Why}): {Link}")]
    private partial void LogReport(string clip, string why, string link);

    [LoggerMessage(LogLevel.Warning, "Moderators could not be told in Bot:ModeratorChannel that the clip {Clip} was reported; the report is kept: {Problem}")]
    private partial void LogReportUntold(string clip, string problem);

    [LoggerMessage(LogLevel.Warning, "The worker {Worker} failed over several clips in a row and is set aside: it gets no jobs for a while.")]
    private partial void LogSetAside(string worker);

    [LoggerMessage(LogLevel.Warning, "Moderators could not be told in Bot:ModeratorChannel that {Worker} is set aside: {Problem}")]
    private partial void LogUntold(string worker, string problem);
}
