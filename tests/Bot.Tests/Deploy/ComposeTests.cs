using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace ChatVideoBot.Bot.Tests.Deploy;

public sealed partial class ComposeTests
{
    private static readonly YamlNode Compose = Assert.Single(Yaml.Read(Path.Combine(Yaml.Folder, "compose.yaml")));

    public static TheoryData<string> Services => [.. Compose.At("services").Entries().Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_may_do_no_more_than_it_must(string name)
    {
        var service = Compose.At("services", name)!;

        Assert.Equal("true", service.Text("read_only"));
        Assert.Equal(["ALL"], service.At("cap_drop").Texts());
        Assert.Contains("no-new-privileges:true", service.At("security_opt").Texts());
        Assert.All(service.At("ports").Texts(), port => Assert.StartsWith("127.0.0.1:", port));
        Assert.NotEqual("", service.Text("image"));
        Assert.DoesNotContain(":latest", service.Text("image").Replace("${VERSION:-latest}", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Files_networks_secrets_volumes_and_stages_that_a_service_names_are_there(string name)
    {
        var service = Compose.At("services", name)!;
        Assert.All(service.At("networks").Texts(), network => Assert.NotNull(Compose.At("networks", network)));
        Assert.All(service.At("secrets").Texts(), secret => Assert.NotNull(Compose.At("secrets", secret)));
        foreach (var volume in service.At("volumes").Texts().Where(one => !one.StartsWith("${", StringComparison.Ordinal)).Select(one => one.Split(':')[0]))
        {
            if (!volume.StartsWith('.')) Assert.NotNull(Compose.At("volumes", volume));
            else Assert.True(Path.Exists(Path.Combine(Yaml.Folder, volume)), $"{name} mounts {volume}, which is not there.");
        }
        if (service.At("build") is not { } build) return;
        var dockerfile = File.ReadAllText(Path.Combine(Yaml.Folder, build.Text("context"), build.Text("dockerfile")));
        if (build.Text("target") is { Length: > 0 } target) Assert.Matches($@"(?m)^FROM \S+ AS {target}$", dockerfile);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_setting_is_one_that_there_is_and_none_is_a_secret(string name)
    {
        var service = Compose.At("services", name)!;
        foreach (var (variable, value) in service.At("environment").Entries())
        {
            if (service.At("build") is not null) Assert.True(KnownSettings.Has(variable), $"{name} sets {variable}, which nothing reads.");
            Assert.False(Secret().IsMatch(variable) && !variable.EndsWith("_FILE", StringComparison.Ordinal), $"{variable} of {name} belongs into a file.");
            if (variable.EndsWith("_FILE", StringComparison.Ordinal)) Assert.Contains(((YamlScalarNode)value).Value!.Replace("/run/secrets/", "", StringComparison.Ordinal), service.At("secrets").Texts());
        }
    }

    [Fact]
    public void Redis_and_workers_reach_nobody_outside()
    {
        Assert.Equal("true", Compose.Text("networks", "queue", "internal"));
        foreach (var service in new[] { "redis", "worker", "worker-gpu" }) Assert.Equal(["queue"], Compose.At("services", service, "networks").Texts());
        Assert.Null(Compose.At("services", "redis", "ports"));
    }

    [Fact]
    public void A_worker_that_is_told_to_stop_has_longer_than_its_clip_may_take()
    {
        var sample = Sample();
        var (drain, grace) = (TimeSpan.Parse(sample["DRAIN"], System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromMinutes(int.Parse(sample["DRAIN_GRACE"].TrimEnd('m'), System.Globalization.CultureInfo.InvariantCulture)));

        Assert.True(grace >= drain + TimeSpan.FromSeconds(45));
        Assert.All(new[] { "worker", "worker-gpu" }, name => Assert.Equal(($"${{DRAIN_GRACE:-{sample["DRAIN_GRACE"]}}}", $"${{DRAIN:-{sample["DRAIN"]}}}"),
            (Compose.Text("services", name, "stop_grace_period"), Compose.Text("services", name, "environment", "Worker__DrainWithin"))));
    }

    [Fact]
    public void Redis_lets_its_users_in_to_the_queue_that_bot_and_workers_have()
    {
        Assert.All(new[] { "bot", "worker", "worker-gpu" }, name => Assert.Equal("${QUEUE:-main}", Compose.Text("services", name, "environment", "Queue__Name")));
        Assert.Equal("${QUEUE:-main}", Compose.Text("services", "redis", "environment", "REDIS_QUEUE"));
    }

    [Fact]
    public void The_sample_of_the_environment_names_each_variable_with_the_default_that_it_has()
    {
        var sample = Sample();
        var used = Interpolation().Matches(File.ReadAllText(Path.Combine(Yaml.Folder, "compose.yaml"))).Select(match => (Name: match.Groups[1].Value, Default: match.Groups[2].Value)).Distinct().ToList();

        Assert.Equal(used.Select(one => one.Name).Distinct().Order(), sample.Keys.Where(name => name != "COMPOSE_PROJECT_NAME").Order());
        Assert.All(used, one => Assert.Equal(one.Default, sample[one.Name]));
    }

    private static Dictionary<string, string> Sample() => File.ReadAllLines(Path.Combine(Yaml.Folder, ".env.example"))
        .Where(line => line.Length > 0 && !line.StartsWith('#')).Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    [GeneratedRegex("(?i)password|token|secret|_key$|headers")]
    private static partial Regex Secret();

    [GeneratedRegex(@"\$\{([A-Z_]+):-([^}]*)\}")]
    private static partial Regex Interpolation();
}
