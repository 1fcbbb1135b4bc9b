using System.ComponentModel.DataAnnotations;
using ChatVideoBot.Discord.Gateway;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Discord;

/// <summary>How to reach Discord: the "Discord" section of the settings.</summary>
public sealed class DiscordOptions : IValidatableObject
{
    private const int LongestToken = 1_000; // today's have about 72

    /// <summary>The bot's token, without "Bot ". The environment variable DISCORD_TOKEN wins over this setting.</summary>
    public string Token { get; set; } = "";

    /// <summary>Discord's API without its version. Plain http only on this machine (a loopback address).</summary>
    public Uri Api { get; set; } = new("https://discord.com/api");

    /// <summary>Which events Discord sends, such as "Guilds, DirectMessages".</summary>
    public GatewayIntents Intents { get; set; } = GatewayIntents.Guilds;

    /// <summary>How long a request may wait for a rate limit in all, before it fails. Answers to interactions never wait.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:15:00")]
    public TimeSpan RateLimitPatience { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one try of a request may take; uploads get a second more for each 64 KiB.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often a request is tried when Discord cannot be reached or is overloaded, if repeating is safe.</summary>
    [Range(1, 20)]
    public int RequestTries { get; set; } = 4;

    /// <summary>The wait before the second try; it doubles with each.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:30")]
    public TimeSpan RetryFrom { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// Where Discord's people can read about this bot: a part of the User-Agent they ask for. Name your own page, if you have one.
    /// </summary>
    /// <remarks>
    /// The default is the page that stands for "some page": the project has none of its own yet, and Discord wants an address.
    /// </remarks>
    public Uri Homepage { get; set; } = new("https://example.org/");

    /// <summary>
    /// Which shards this process runs: empty for as many as Discord recommends, "4" for all of four, "0-3/8" or "5/8" for these of eight
    /// (the others then run elsewhere).
    /// </summary>
    public string Shards { get; set; } = "";

    /// <summary>
    /// How many processes share the shards that <see cref="Shards"/> counts then ("16"). Each runs an equal part of them, by the number at the
    /// end of its <see cref="Process"/>. All of them must be told the same.
    /// </summary>
    [Range(1, 1_000)]
    public int Processes { get; set; } = 1;

    /// <summary>This process's name among <see cref="Processes"/>, with its number from 0 at the end ("bot-3"); empty = POD_NAME, else the machine's name.</summary>
    public string Process { get; set; } = "";

    /// <summary>How many events are handled at once; a quarter of that is kept for interactions.</summary>
    [Range(1, 10_000)]
    public int HandlersAtOnce { get; set; } = 64;

    /// <summary>How many events may wait for a handler; more are dropped and logged, interactions last.</summary>
    [Range(1, 1_000_000)]
    public int EventBacklog { get; set; } = 2_000;

    /// <summary>How much memory the events that wait may take, in MiB.</summary>
    [Range(1, 4_096)]
    public int EventBacklogMegabytes { get; set; } = 64;

    /// <summary>How long one handler may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan HandlerTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Waits and limits of the connection.</summary>
    public GatewayPace Gateway { get; set; } = new();

    /// <summary>The shards of this process; null for as many as Discord recommends.</summary>
    /// <returns>Null when the settings are right; else the sentence for the owner.</returns>
    internal string? OwnShards(out ShardRange? range) => Processes <= 1 ? ShardRange.Read(Shards, out range) : ShardRange.ReadShare(Shards, Processes, Process, out range);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrWhiteSpace(Token))
            yield return new("Discord:Token is empty: set the environment variable DISCORD_TOKEN to the bot's token "
                + "(https://discord.com/developers/applications, your application, Bot, Reset Token).");
        else if (Token.Length > LongestToken) // it would not fit into an identify
            yield return new($"Discord:Token has {Token.Length} characters: a token has fewer than {LongestToken}.");
        else if (Token.Any(c => c is <= ' ' or > '~'))
            yield return new("Discord:Token holds a space or another character no token has; give it without \"Bot \".");
        if (!Api.IsAbsoluteUri || !Loopback.Allows(Api, "https", "http"))
            yield return new($"Discord:Api is '{Api}': it must begin with https://, or http:// when it is a loopback address such as 127.0.0.1.");
        if (!Homepage.IsAbsoluteUri || Homepage.Scheme is not ("https" or "http") || Homepage.AbsoluteUri.AsSpan().ContainsAny("()"))
            yield return new($"Discord:Homepage is '{Homepage}': it must begin with https:// or http:// and hold no brackets.");
        if (OwnShards(out _) is { } wrong)
            yield return new(wrong);
        foreach (var fault in Gateway.Validate())
            yield return fault;
    }
}

[OptionsValidator]
internal sealed partial class DiscordOptionsValidator : IValidateOptions<DiscordOptions>;
