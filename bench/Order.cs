using System.Globalization;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bench;

/// <summary>What was asked on the command line: the options by name.</summary>
internal sealed class Order(IReadOnlyDictionary<string, string> options)
{
    /// <summary>Ends with Ctrl-C.</summary>
    public required CancellationToken Cancel { get; init; }

    /// <exception cref="OrderException">It is no number.</exception>
    public double Number(string option, double otherwise)
    {
        if (!options.TryGetValue(option, out var text))
            return otherwise;
        return double.TryParse(text, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new OrderException($"{option} {text}: a number above 0 was expected.");
    }

    public string Text(string option, string otherwise) => options.GetValueOrDefault(option, otherwise);

    public int Whole(string option, int otherwise) => (int)Math.Max(1, Number(option, otherwise));

    /// <summary>Numbers with commas between them.</summary>
    public IReadOnlyList<int> List(string option, params int[] otherwise)
    {
        if (!options.TryGetValue(option, out var text))
            return otherwise;
        return [.. text.Split(',').Select(one => int.TryParse(one, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new OrderException($"{option} {text}: whole numbers above 0 with commas between them were expected."))];
    }

    /// <summary>Runs on the server of --redis, or on a private one of its own that is gone afterwards.</summary>
    public async Task WithRedisAsync(Func<Uri, Task> run)
    {
        if (options.TryGetValue("--redis", out var address))
        {
            await run(Uri.TryCreate($"redis://{address}", UriKind.Absolute, out var url)
                ? url
                : throw new OrderException($"--redis {address}: [user:password@]HOST:PORT[/database] was expected."));
            return;
        }
        var folder = Directory.CreateTempSubdirectory("chatvideobot-bench-");
        try
        {
            await using var redis = await PrivateRedis.StartAsync(folder.FullName, Cancel);
            await run(redis.Url);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

/// <summary>The command line cannot be followed; the message says why.</summary>
internal sealed class OrderException(string message) : Exception(message);
