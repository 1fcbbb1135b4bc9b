using System.Globalization;

namespace ChatVideoBot.Sandbox;

/// <summary>What the program was told.</summary>
/// <param name="Refusal">The sentence when it cannot be followed.</param>
internal sealed record Arguments(bool Bare, int Port, string Data, string? DiscordToken, string? RedisUrl, string? Refusal)
{
    /// <summary>How many bots and guilds our own Discord has.</summary>
    public int Bots { get; init; } = 1;
    public int Guilds { get; init; } = 1;

    /// <summary>How many members there are beside the three people.</summary>
    public int Guests { get; init; }

    private const int DefaultPort = 8420;
    private const string Usage = "Usage: ./run [--port N] [--data FOLDER], or dotnet run --project Sandbox -- --bare [--port N] [--bots N] [--guilds M] [--guests K].";

    /// <summary>A folder for each port and for Discord, so that two sandboxes beside each other share no jobs.</summary>
    public string RedisFolder => Path.Combine(Data, DiscordToken is null ? $"sandbox-{Port}" : "discord", "redis");

    public static Arguments Read(string[] args, Func<string, string?> environment)
    {
        var read = new Arguments(false, DefaultPort, "data", Given("DISCORD_TOKEN"), Given("REDIS_URL"), null);
        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--bare":
                    read = read with { Bare = true, DiscordToken = null };
                    break;
                case "--port":
                    if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > 65535)
                        return read with { Refusal = $"--port: '{value}' is not a port; give a number from 0 (a free one) to 65535." };
                    read = read with { Port = port };
                    i++;
                    break;
                case "--bots":
                    if (Number(value, 100) is not { } bots) return Refused(args[i], value, 100);
                    read = read with { Bots = bots };
                    i++;
                    break;
                case "--guilds":
                    if (Number(value, 10_000) is not { } guilds) return Refused(args[i], value, 10_000);
                    read = read with { Guilds = guilds };
                    i++;
                    break;
                case "--guests":
                    if (Number(value, 1000) is not { } guests) return Refused(args[i], value, 1000);
                    read = read with { Guests = guests };
                    i++;
                    break;
                case "--data":
                    if (string.IsNullOrWhiteSpace(value)) return read with { Refusal = "--data: name a folder." };
                    read = read with { Data = value };
                    i++;
                    break;
                default:
                    return read with { Refusal = $"{args[i]}: no such option. {Usage}" };
            }
        }
        return read;

        static int? Number(string? value, int most) =>
            int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number : null;

        Arguments Refused(string option, string? value, int most) => read with { Refusal = $"{option}: '{value}' is not a number from 1 to {most}." };

        string? Given(string name) => environment(name) is { Length: > 0 } value ? value : null;
    }
}
