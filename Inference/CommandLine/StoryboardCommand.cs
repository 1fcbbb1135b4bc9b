using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.CommandLine;

/// <summary><c>storyboard "2: a cat" "3 dissolve: a dog" -o film.mp4</c>: several shots in one clip.</summary>
internal static partial class StoryboardCommand
{
    public const string Usage =
        $"storyboard \"[SECONDS] [cut|dissolve|continue]: prompt\" … | --file shots.json [--style T] [--image F] [--aspect W:H | --size WxH] {ClipCommand.Usage}";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    public static async Task RunAsync(IEnumerable<string> line, CancellationToken cancel)
    {
        var arguments = Arguments.Read(line, ["--file", "--style", "--image", "--aspect", "--size", .. ClipCommand.Options], ClipCommand.Flags);
        var output = ClipCommand.Output(arguments, Usage);
        var file = arguments.Text("--file");
        if (file is null == (arguments.Words.Count == 0))
            throw new UsageException($"storyboard needs shots, as words or in a --file: {Usage}.");
        var request = ClipCommand.With(arguments, new ClipRequest
        {
            Prompt = arguments.Text("--style") ?? "",
            Aspect = arguments.Text("--aspect") ?? "",
            Shots = file is null ? [.. arguments.Words.Select(Read)] : Read(await ClipCommand.ReadAsync("--file", file, cancel), file),
        });
        var exact = ClipCommand.Exact(arguments) with { Size = ClipSize.Read(arguments.Text("--size")) };
        if (exact.Size is not null && request.Aspect.Length > 0)
            throw new UsageException("--size and --aspect are both given; give one of them.");
        var sources = new ClipSources { Picture = await ClipCommand.ReadAsync("--image", arguments.Text("--image"), cancel) };
        await ClipCommand.RunAsync(arguments, output, request, sources, exact, cancel);
    }

    /// <summary>"3 dissolve: a cat on the grass"; without a colon, two seconds after a cut.</summary>
    internal static Shot Read(string word)
    {
        var match = Pattern().Match(word);
        if (!match.Success)
            return new Shot { Prompt = word.Trim() };
        return new Shot
        {
            Prompt = word[match.Length..].Trim(),
            Seconds = match.Groups["seconds"].Success ? double.Parse(match.Groups["seconds"].ValueSpan, CultureInfo.InvariantCulture) : 2,
            Transition = match.Groups["how"].Success ? Enum.Parse<Transition>(match.Groups["how"].ValueSpan, ignoreCase: true) : Transition.Cut,
        };
    }

    private static List<Shot> Read(byte[] json, string file)
    {
        try
        {
            return JsonSerializer.Deserialize<List<Shot>>(json, Json) is { Count: > 0 } shots && shots.All(shot => shot?.Prompt is not null)
                ? shots
                : throw new UsageException($"--file: {file} has no shots.");
        }
        catch (JsonException e)
        {
            throw new UsageException($"--file: {file} is no list like [{{\"prompt\": \"a cat\", \"seconds\": 2, \"transition\": \"dissolve\"}}]: {e.Message}");
        }
    }

    [GeneratedRegex(@"^\s*(?:(?<seconds>[0-9]{1,4}(?:\.[0-9]{1,3})?)\s*s?)?\s*(?<how>cut|dissolve|continue)?\s*:", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
