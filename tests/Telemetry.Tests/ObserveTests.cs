using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Inference;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Telemetry.Tests;

/// <summary>What docker/observe asks for is what the programs tell.</summary>
public sealed partial class ObserveTests
{
    private static string Observe { get; } = Path.Combine(Repository.Root, "docker", "observe");

    private static string Alerts { get; } = File.ReadAllText(Path.Combine(Observe, "alerts.yaml"));

    [Fact]
    public void Every_query_of_the_dashboard_and_the_alerts_names_metrics_that_the_programs_make()
    {
        var made = Made();
        var asked = AlertQueries().Concat(DashboardQueries()).ToList();
        var named = asked.SelectMany(query => Metrics(query).Select(metric => (metric, query))).ToList();

        Assert.True(asked.Count > 40, $"only {asked.Count} queries were found");
        Assert.All(asked, query => Assert.NotEmpty(Metrics(query)));
        Assert.All(named, one => Assert.True(made.Contains(one.metric), $"{one.metric} is not made: {one.query}"));
    }

    [Fact]
    public void A_metric_that_nobody_makes_is_found()
    {
        Assert.Equal(["chatvideobot_nonsense_total"], Metrics("sum by (band) (rate(chatvideobot_nonsense_total{outcome=\"x\"}[5m]))").Except(Made()));
        Assert.Equal(["other_thing"], Metrics("max(other_thing) > 3"));
    }

    [Fact]
    public void The_waiting_time_by_which_workers_are_scaled_keeps_its_name() => Assert.Contains("chatvideobot_queue_waiting_time_seconds", Made());

    [Fact]
    public void Ten_alerts_have_an_entry_in_the_runbook_that_says_what_it_means_where_to_look_and_what_to_do()
    {
        var alerts = AlertName().Matches(Alerts).Select(match => match.Groups[1].Value).ToList();
        var entries = File.ReadAllText(Path.Combine(Repository.Root, "docs", "runbook.md")).Split("\n## ")[1..].ToDictionary(entry => entry.Split('\n')[0].Trim());

        Assert.Equal(10, alerts.Distinct().Count());
        Assert.Equal(alerts.Order(), entries.Keys.Order());
        Assert.All(entries.Values, entry => Assert.All((string[])["**Means:**", "**Look at:**", "**Do:**"], part => Assert.Contains(part, entry)));
        Assert.All(alerts, alert => Assert.Contains($"runbook: docs/runbook.md#{alert.ToLowerInvariant()}", Alerts));
        Assert.Equal(10, Regex.Count(Alerts, "{severity: (page|ticket)}"));
    }

    [Fact]
    public void The_dashboard_asks_four_questions_and_explains_every_picture()
    {
        var panels = Dashboard()["panels"]!.AsArray();

        Assert.Equal(
            ["Are people waiting?", "Are workers well?", "Is Discord well?", "Is Redis well?"],
            panels.Where(panel => panel!["type"]!.GetValue<string>() == "row").Select(panel => panel!["title"]!.GetValue<string>()));
        Assert.All(panels.Where(panel => panel!["type"]!.GetValue<string>() != "row"), panel => Assert.NotEmpty(panel!["description"]!.GetValue<string>()));
        Assert.Equal(panels.Count, panels.Select(panel => panel!["id"]!.GetValue<int>()).Distinct().Count());
    }

    [Theory]
    [InlineData("10 rules found", "check", "config", "prometheus.yaml")]
    [InlineData("SUCCESS", "test", "rules", "alerts.test.yaml")]
    public async Task Prometheus_takes_the_rules_and_its_settings(string expected, string what, string kind, string file)
    {
        if (Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, "promtool")).FirstOrDefault(File.Exists) is not { } promtool)
        {
            Assert.All(AlertQueries(), query => Assert.Equal(query.Count(letter => letter == '('), query.Count(letter => letter == ')'))); // what can be seen without it
            return;
        }
        var asked = new ProcessStartInfo(promtool, [what, kind, Path.Combine(Observe, file)]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var check = Process.Start(asked)!;
        var (said, wrong) = (check.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), check.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(check.ExitCode == 0, await said + await wrong);
        Assert.Contains(expected, await said + await wrong);
    }

    /// <summary>All instruments of the rooms, by Prometheus' names.</summary>
    private static HashSet<string> Made()
    {
        var made = new HashSet<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name.StartsWith("ChatVideoBot.", StringComparison.Ordinal)) made.UnionWith(PrometheusName.Of(instrument));
        };
        foreach (var type in new[] { typeof(JobQueue).Assembly, typeof(DiscordOptions).Assembly, typeof(ClipMaker).Assembly, typeof(Bot.BotOptions).Assembly }.SelectMany(room => room.GetTypes()))
        {
            if (type.GetFields(BindingFlags.Static | BindingFlags.NonPublic).Any(field => field.FieldType == typeof(Meter))) RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }
        using var queue = new QueueMetrics();
        using var shards = DiscordMeter.Watch(new GatewayHealth(TimeProvider.System));
        listener.Start();
        return made;
    }

    private static IEnumerable<string> AlertQueries()
    {
        var lines = Alerts.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].TrimStart() is not ['e', 'x', 'p', 'r', ':', .. var query]) continue;
            yield return query.Trim() != ">-" ? query.Trim() : string.Join(' ', lines[(i + 1)..].TakeWhile(line => line.StartsWith("          ", StringComparison.Ordinal)).Select(line => line.Trim()));
        }
    }

    private static JsonNode Dashboard() => JsonNode.Parse(File.ReadAllText(Path.Combine(Observe, "grafana", "dashboards", "dashboard.json")))!;

    private static IEnumerable<string> DashboardQueries() => Dashboard()["panels"]!.AsArray()
        .SelectMany(panel => panel!["targets"]?.AsArray() ?? []).Select(target => target!["expr"]!.GetValue<string>());

    /// <summary>The metrics in a query: its words that are no function, keyword, label or time.</summary>
    private static IEnumerable<string> Metrics(string query) => Word()
        .Matches(Aside().Replace(query, " "))
        .Select(match => match.Value).Where(word => word is not ("and" or "or" or "unless" or "on" or "by" or "le")).Distinct();

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]|\b(by|on|without|ignoring)\s*\([^)]*\)")]
    private static partial Regex Aside();

    [GeneratedRegex(@"\b[a-zA-Z_:][a-zA-Z0-9_:]*\b(?!\s*\()")]
    private static partial Regex Word();

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex AlertName();
}
