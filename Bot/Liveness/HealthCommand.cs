using System.Text.Json;
using ChatVideoBot.Hosting;
using Microsoft.Extensions.Configuration;

namespace ChatVideoBot.Bot.Liveness;

/// <summary><c>health [FILE] [--ready]</c>: whether the bot that writes the file is well, for a container's health check.</summary>
internal static class HealthCommand
{
    public const string Usage = "health [FILE] [--ready]";

    /// <summary>Without a file it is the one that the settings name, which are the bot's own where both run in one container.</summary>
    /// <returns>The exit code, 0 when it is well, and a sentence.</returns>
    public static (int Code, string Sentence) Run(string[] line)
    {
        var ready = line.Contains("--ready");
        var words = line.Where(word => word != "--ready").ToArray();
        if (words.Length > 1 || words is [['-', ..]]) return (2, $"{string.Join(' ', words)}: it is {Usage}.");
        if ((words is [var named] ? named : Settings()["Bot:HealthFile"]) is not { Length: > 0 } file) return (2, "health: name the file, or set Bot:HealthFile as the bot has it.");
        try
        {
            var report = JsonSerializer.Deserialize<BotReport>(File.ReadAllBytes(file), BotReport.Json) is { Gateway: not null } read ? read : throw new JsonException();
            return report.Complaint(DateTimeOffset.UtcNow, ready, ProcessFile.Lives) is { } complaint
                ? (1, $"{(ready ? "Not ready" : "Unhealthy")}: {complaint}.")
                : (0, $"Healthy: {report.Gateway}.");
        }
        catch (JsonException)
        {
            return (1, $"Unhealthy: {file} is no bot's health file.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (1, $"Unhealthy: {file} cannot be read, so no bot writes it; see Bot:HealthFile.");
        }
    }

    private static IConfigurationRoot Settings() => new ConfigurationBuilder().AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true).AddEnvironmentVariables().Build();
}
