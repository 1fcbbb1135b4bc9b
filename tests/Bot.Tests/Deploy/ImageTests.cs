using System.Text.RegularExpressions;

namespace ChatVideoBot.Bot.Tests.Deploy;

/// <summary>What can be told of the Dockerfiles by reading them; eng/prove-images carries them out.</summary>
public sealed partial class ImageTests
{
    public static TheoryData<string> Dockerfiles => [.. Directory.GetFiles(Yaml.Folder, "*.Dockerfile").Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public void Each_stage_and_file_that_is_named_is_there(string file)
    {
        var (stages, arguments) = (new HashSet<string>(), new HashSet<string>());
        foreach (var line in Lines(file))
        {
            if (line.StartsWith("ARG ", StringComparison.Ordinal)) arguments.Add(line[4..].Split('=')[0]);
            if (From().Match(line) is { Success: true } from)
            {
                foreach (Match used in Variable().Matches(from.Groups["image"].Value)) Assert.Contains(used.Groups[1].Value, arguments);
                if (!from.Groups["image"].Value.Contains('/') && !from.Groups["image"].Value.Contains('$') && from.Groups["image"].Value != "scratch") Assert.Contains(from.Groups["image"].Value, stages);
                if (from.Groups["stage"].Value is { Length: > 0 } stage) Assert.True(stages.Add(stage), $"{file} has two stages {stage}.");
            }
            if (!line.StartsWith("COPY ", StringComparison.Ordinal)) continue;
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
            if (words.FirstOrDefault(word => word.StartsWith("--from=", StringComparison.Ordinal)) is { } source) Assert.Contains(source["--from=".Length..], stages);
            else
                foreach (var path in words.Where(word => !word.StartsWith("--", StringComparison.Ordinal)).SkipLast(1))
                    Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), $"{file} copies {path}, which is not there.");
        }
    }

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public void What_runs_is_nobody_s_root_has_an_init_and_names_no_setting_that_there_is_not(string file)
    {
        var text = string.Join('\n', Lines(file));
        var images = text.Split("\nFROM ")[1..].Where(stage => stage.Contains("ENTRYPOINT", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(images);
        Assert.All(images, stage =>
        {
            Assert.StartsWith("scratch", stage, StringComparison.Ordinal);
            Assert.Contains("\nUSER 10001:10001\n", stage, StringComparison.Ordinal);
            Assert.Contains("ENTRYPOINT [\"/usr/bin/tini\", \"--\", ", stage, StringComparison.Ordinal);
        });
        var variables = Environment().Matches(text).SelectMany(line => line.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(one => one.Split('=')[0]).ToList();
        Assert.NotEmpty(variables);
        Assert.All(variables, name => Assert.True(KnownSettings.Has(name), $"{file} sets {name}, which nothing reads."));
    }

    [Fact]
    public void What_is_secret_or_of_this_machine_does_not_reach_an_image()
    {
        var ignored = File.ReadAllLines(Path.Combine(Repository.Root, ".dockerignore"));

        Assert.Superset(new HashSet<string> { ".git", "docker/secrets", "docker/.env", "**/bin", "**/obj", "data" }, new HashSet<string>(ignored));
    }

    private static IEnumerable<string> Lines(string file) =>
        File.ReadAllText(Path.Combine(Yaml.Folder, file)).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n').Where(line => !line.StartsWith('#'));

    [GeneratedRegex(@"^FROM (?<image>\S+)( AS (?<stage>\S+))?$")]
    private static partial Regex From();

    [GeneratedRegex(@"\$\{([A-Z]+)\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^ENV (.*)$", RegexOptions.Multiline)]
    private static partial Regex Environment();
}
