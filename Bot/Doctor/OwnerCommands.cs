using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatVideoBot.Bot.Backups;
using ChatVideoBot.Bot.Liveness;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Doctor;

/// <summary><c>doctor [--json]</c>, <c>invite [--automod]</c>, <c>health</c> and those of <see cref="BackupCommands"/>: what is run beside the bot.</summary>
public static class OwnerCommands
{
    public const string Usage = $"doctor [--json] | invite [--automod] | {HealthCommand.Usage} | {BackupCommands.Usage}";

    private static readonly TimeSpan AskPatience = TimeSpan.FromSeconds(10);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // people read it, too
        WriteIndented = true,
    };

    public static bool IsOne(string[] args) => args is [var first, ..] && (!first.StartsWith('-') || first is "-h" or "--help");

    /// <returns>The exit code: 0 where nothing is broken, 1 where something is, 2 for a line that cannot be read.</returns>
    /// <param name="settings">Beyond what the environment and appsettings.json say.</param>
    public static async Task<int> RunAsync(string[] args, TextWriter output, CancellationToken cancel, Action<IHostApplicationBuilder>? settings = null)
    {
        if (args is ["-h" or "--help"])
        {
            await output.WriteLineAsync($"{Usage}; without one the bot runs.");
            return 0;
        }
        if (args is ["health", .. var asked])
        {
            var (code, sentence) = HealthCommand.Run(asked);
            await output.WriteLineAsync(sentence);
            return code;
        }
        try
        {
            if (args is ["doctor", .. var rest] && Orders.Read(rest) is { } orders) return await ExamineAsync(orders, output, settings, cancel);
            if (await BackupCommands.TryRunAsync(args, output, cancel, settings) is { } code) return code;
            if (args is ["invite"] or ["invite", "--automod"]) return await InviteAsync(args.Length > 1, output, settings, cancel);
        }
        catch (Exception e) when (SettingsFault.Is(e))
        {
            await output.WriteLineAsync($"{Sign(Health.Broken)} settings: {SettingsFault.Sentence(e)}");
            return 1;
        }
        var typed = args.Where((word, at) => word is not ("--run" or "--also") && (at == 0 || args[at - 1] != "--also")); // those are ./run's
        await output.WriteLineAsync($"{string.Join(' ', typed)}: no such command. There are: {Usage}; without one the bot runs.");
        return 2;
    }

    private static async Task<int> ExamineAsync(Orders orders, TextWriter output, Action<IHostApplicationBuilder>? settings, CancellationToken cancel)
    {
        var findings = new List<Finding>();
        using var http = new HttpClient();
        using var host = Build(settings, out var token);
        await foreach (var finding in new Examination(host.Services, http, token, orders.RunsAll).RunAsync(cancel)) await TellAsync(finding);
        if (orders.Also is { } file)
            foreach (var finding in await Findings(file, cancel)) await TellAsync(finding);
        var (broken, look) = (findings.Count(finding => finding.Health == Health.Broken), findings.Count(finding => finding.Health == Health.Look));
        await output.WriteLineAsync(orders.AsJson ? JsonSerializer.Serialize(findings, Json)
            : broken > 0 ? $"{broken} broken, {look} to look at." : look > 0 ? $"Nothing is broken; {look} to look at." : "All is well.");
        return broken > 0 ? 1 : 0;

        async Task TellAsync(Finding finding)
        {
            findings.Add(finding = finding with { Sentence = finding.Sentence.ReplaceLineEndings(" ") });
            if (!orders.AsJson) await output.WriteLineAsync($"{Sign(finding.Health)} {finding.What}: {finding.Sentence}");
        }
    }

    /// <summary>What another program found; its own words where that is no list of findings.</summary>
    private static async Task<IReadOnlyList<Finding>> Findings(string file, CancellationToken cancel)
    {
        try
        {
            var text = await File.ReadAllTextAsync(file, cancel);
            try
            {
                return JsonSerializer.Deserialize<List<Finding>>(text, Json) ?? [];
            }
            catch (JsonException)
            {
                return [Finding.Broken("worker", $"It could not be looked at: {(text.Trim().Length > 0 ? text.Trim() : "it said nothing")}")];
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [Finding.Broken("worker", $"It could not be looked at: {e.Message}")];
        }
    }

    private static async Task<int> InviteAsync(bool withAutoMod, TextWriter output, Action<IHostApplicationBuilder>? settings, CancellationToken cancel)
    {
        using var host = Build(settings, out var token);
        if (Judge.Token(token) is { Health: Health.Broken } wrong)
        {
            await output.WriteLineAsync(wrong.Sentence);
            return 1;
        }
        var (application, warnings) = await ApplicationAsync(host.Services, token, cancel);
        if (application is not { } id)
        {
            foreach (var warning in warnings) await output.WriteLineAsync(warning);
            return 1;
        }
        await output.WriteLineAsync($"Open this to add the bot to a server that you manage:\n\n  {Invite.Link(id, withAutoMod)}\n\nIt asks for:");
        foreach (var (_, name, why) in Invite.Needed) await output.WriteLineAsync($"  {name}: {why}");
        await output.WriteLineAsync(withAutoMod ? $"  {Invite.AutoMod.Name}: {Invite.AutoMod.Why}"
            : $"With --automod it also asks for {Invite.AutoMod.Name}, {Invite.AutoMod.Why}.");
        foreach (var warning in warnings) await output.WriteLineAsync($"But: {warning}");
        return 0;
    }

    /// <summary>As Discord knows it; where Discord cannot be asked, what the token's first part says.</summary>
    private static async Task<(Snowflake? Id, IReadOnlyList<string> Warnings)> ApplicationAsync(IServiceProvider services, string token, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(AskPatience);
        try
        {
            var application = await services.GetRequiredService<DiscordRest>().GetCurrentApplicationAsync(limit.Token);
            return (application.Id, [.. Judge.Application(application, default).Where(finding => finding.Health != Health.Ok).Select(finding => finding.Sentence)]);
        }
        catch (DiscordException e)
        {
            return (Invite.ApplicationOf(token), [Judge.Refused("discord", e).Sentence]);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (Invite.ApplicationOf(token), ["Discord did not answer; the link was made from the token alone."]);
        }
    }

    /// <summary>The bot's own services, of which nothing is started.</summary>
    /// <param name="token">As it is set. A missing or wrong one is told by the check of it, and must not hide what else is wrong.</param>
    private static IHost Build(Action<IHostApplicationBuilder>? settings, out string token)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddSecretFiles();
        builder.Logging.ClearProviders(); // what is wrong is told once
        builder.Services.AddBot();
        settings?.Invoke(builder);
        var set = builder.Configuration["DISCORD_TOKEN"] is { Length: > 0 } given ? given : builder.Configuration["Discord:Token"] ?? "";
        if (Judge.Token(token = set).Health == Health.Broken) builder.Services.PostConfigure<DiscordOptions>(discord => discord.Token = "none");
        return builder.Build();
    }

    private static string Sign(Health health) => health switch { Health.Ok => "ok    ", Health.Look => "look  ", _ => "broken" };

    /// <summary>How the doctor is asked.</summary>
    /// <param name="RunsAll">By ./run, which brings its own Redis and worker.</param>
    /// <param name="Also">A file with another program's findings.</param>
    private sealed record Orders(bool AsJson, bool RunsAll, string? Also)
    {
        /// <summary>Null when it cannot be read.</summary>
        public static Orders? Read(string[] words) => words switch
        {
            [] => new(false, false, null),
            ["--json", .. var rest] => Read(rest) is { } orders ? orders with { AsJson = true } : null,
            ["--run", .. var rest] => Read(rest) is { } orders ? orders with { RunsAll = true } : null,
            ["--also", var file, .. var rest] => Read(rest) is { } orders ? orders with { Also = file } : null,
            _ => null,
        };
    }
}
