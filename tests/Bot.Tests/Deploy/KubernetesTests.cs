using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace ChatVideoBot.Bot.Tests.Deploy;

/// <summary>What can be told of the manifests by reading them; eng/prove-deploy builds them and holds them against Kubernetes' schemas.</summary>
public sealed class KubernetesTests
{
    private static readonly string Folder = Path.Combine(Yaml.Folder, "kubernetes");

    private static readonly string[] Kustomizations =
        [.. Directory.GetFiles(Folder, "kustomization.yaml", SearchOption.AllDirectories), Path.Combine(Yaml.Folder, "redis", "kustomization.yaml")];

    private static readonly YamlNode[] Objects = [.. Kustomizations.SelectMany(file => Resources(file)).Distinct().SelectMany(Yaml.Read)];

    private static IEnumerable<YamlNode> Workloads => Objects.Where(one => one.Text("kind") is "Deployment" or "StatefulSet");

    [Fact]
    public void Every_file_that_a_kustomization_names_is_there()
    {
        foreach (var file in Kustomizations)
        {
            var kustomization = Assert.Single(Yaml.Read(file));
            var named = kustomization.At("resources").Texts().Concat(kustomization.At("configurations").Texts()).Concat(kustomization.At("configMapGenerator").Items().SelectMany(one => one.At("files").Texts()));
            Assert.All(named, name => Assert.True(Path.Exists(Path.Combine(Path.GetDirectoryName(file)!, name)), $"{file} names {name}, which is not there."));
        }
    }

    [Fact]
    public void Every_pod_runs_as_nobody_on_a_root_that_cannot_be_written()
    {
        Assert.Equal(["bot", "redis", "worker"], Workloads.Select(one => one.Text("metadata", "name")).Order());
        Assert.All(Workloads, workload =>
        {
            var pod = workload.At("spec", "template", "spec")!;
            Assert.Equal(("true", "RuntimeDefault", "false"), (pod.Text("securityContext", "runAsNonRoot"), pod.Text("securityContext", "seccompProfile", "type"), pod.Text("automountServiceAccountToken")));
            Assert.All(pod.At("containers").Items(), container =>
            {
                Assert.Equal(("true", "false"), (container.Text("securityContext", "readOnlyRootFilesystem"), container.Text("securityContext", "allowPrivilegeEscalation")));
                Assert.Equal(["ALL"], container.At("securityContext", "capabilities", "drop").Texts());
                Assert.NotEqual("", container.Text("resources", "limits", "memory"));
                Assert.All(new[] { "startupProbe", "livenessProbe", "readinessProbe" }, probe => Assert.NotEmpty(container.At(probe, "exec", "command").Items()));
                var mounts = container.At("volumeMounts").Items().Select(one => one.Text("name")).Order();
                var own = workload.At("spec", "volumeClaimTemplates").Items().Select(one => one.Text("metadata", "name"));
                Assert.Equal(pod.At("volumes").Items().Select(one => one.Text("name")).Concat(own).Order(), mounts);
            });
        });
    }

    [Fact]
    public void Every_setting_is_one_that_there_is_and_none_is_a_secret()
    {
        var literals = Kustomizations.SelectMany(file => Yaml.Read(file)).SelectMany(one => one.At("configMapGenerator").Items()).SelectMany(one => one.At("literals").Texts()).Select(one => one.Split('=')[0]);
        var variables = Workloads.SelectMany(one => one.At("spec", "template", "spec", "containers").Items()).SelectMany(one => one.At("env").Items()).Select(one => one.Text("name"));
        var all = literals.Concat(variables).Distinct().ToList();

        Assert.Contains("Worker__DrainWithin", all);
        Assert.All(all, name => Assert.True(KnownSettings.Has(name), $"{name} is set, and nothing reads it."));
        Assert.All(all.Where(name => name.Contains("Password", StringComparison.Ordinal) || name.Contains("TOKEN", StringComparison.Ordinal)), name => Assert.EndsWith("_FILE", name));
        Assert.DoesNotContain(Objects, one => one.Text("kind") == "Secret");
    }

    [Fact]
    public void As_many_bots_run_as_share_the_shards()
    {
        var settings = Literals("base/kustomization.yaml", "chatvideobot-bot");
        var bot = Workloads.Single(one => one.Text("metadata", "name") == "bot");

        Assert.Equal((bot.Text("kind"), bot.Text("spec", "replicas")), ("StatefulSet", settings["Discord__Processes"]));
        Assert.True(int.Parse(settings["Discord__Shards"], CultureInfo.InvariantCulture) >= int.Parse(settings["Discord__Processes"], CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_pod_is_waited_for_longer_than_its_clip_may_take()
    {
        var drain = TimeSpan.Parse(Literals("pool/kustomization.yaml", "worker")["Worker__DrainWithin"], CultureInfo.InvariantCulture);
        var grace = Workloads.Single(one => one.Text("metadata", "name") == "worker").Text("spec", "template", "spec", "terminationGracePeriodSeconds");

        Assert.True(int.Parse(grace, CultureInfo.InvariantCulture) >= drain.TotalSeconds + 45);
    }

    [Fact]
    public void Each_pool_is_scaled_by_what_waits_for_its_own_model()
    {
        var pools = Directory.GetFiles(Path.Combine(Folder, "overlays"), "kustomization.yaml", SearchOption.AllDirectories).Append(Path.Combine(Folder, "pool", "kustomization.yaml"))
            .Select(file => (Text: File.ReadAllText(file), Settings: Yaml.Read(file)[0].At("configMapGenerator").Items().Where(one => one.Text("name") == "worker").SelectMany(one => one.At("literals").Texts())))
            .Select(one => (one.Text, Model: one.Settings.FirstOrDefault(literal => literal.StartsWith("Inference__ModelFolder=", StringComparison.Ordinal))?.Split('=')[1].Split('/')[^1]))
            .Where(one => one.Model is not null).ToList();

        Assert.Equal(["ltx-2b", "pocket", "wan-1.3b"], pools.Select(one => one.Model).Order());
        Assert.All(pools.Where(one => one.Model != "pocket"), one => Assert.Contains($"chatvideobot_queue_waiting_time_seconds{{model=\"{one.Model}\"}}", one.Text));
        var trigger = Assert.Single(Objects.Single(one => one.Text("kind") == "ScaledObject").At("spec", "triggers").Items());
        Assert.Equal(("prometheus", "max(chatvideobot_queue_waiting_time_seconds{model=\"pocket\"})"), (trigger.Text("type"), trigger.Text("metadata", "query")));
    }

    [Fact]
    public void A_model_whose_pool_stands_at_zero_may_be_asked_for()
    {
        var onDemand = Yaml.Read(Path.Combine(Folder, "overlays/gpu/kustomization.yaml"))[0].At("configMapGenerator").Items().SelectMany(one => one.At("literals").Texts()).Select(one => one.Split('=')[1]);
        var pools = Directory.GetFiles(Path.Combine(Folder, "overlays/gpu"), "kustomization.yaml", SearchOption.AllDirectories).Select(file => Yaml.Read(file)[0])
            .SelectMany(one => one.At("configMapGenerator").Items()).Where(one => one.Text("name") == "worker").SelectMany(one => one.At("literals").Texts()).Select(one => one.Split('/')[^1]);

        Assert.Equal(pools.Order(), onDemand.Order());
    }

    [Fact]
    public void The_pods_that_fill_and_check_the_models_volume_may_run_in_the_namespace()
    {
        var claim = Yaml.Read(Path.Combine(Folder, "overlays/gpu/models.yaml"))[0].Text("metadata", "name");
        foreach (var file in new[] { "fill.yaml", "check.json" })
        {
            var pod = Yaml.Read(Path.Combine(Folder, "models", file))[0].At("spec")!;
            Assert.Equal(("true", "RuntimeDefault", "false"), (pod.Text("securityContext", "runAsNonRoot"), pod.Text("securityContext", "seccompProfile", "type"), pod.Text("automountServiceAccountToken")));
            var container = Assert.Single(pod.At("containers").Items());
            Assert.Equal(("false", "true"), (container.Text("securityContext", "allowPrivilegeEscalation"), container.Text("securityContext", "readOnlyRootFilesystem")));
            Assert.Equal(["ALL"], container.At("securityContext", "capabilities", "drop").Texts());
            Assert.Equal(claim, pod.At("volumes").Items().Single(one => one.Text("name") == "models").Text("persistentVolumeClaim", "claimName"));
            Assert.Equal(pod.At("volumes").Items().Select(one => one.Text("name")), container.At("volumeMounts").Items().Select(one => one.Text("name")));
            Assert.Contains($"docker/kubernetes/models/{file}", File.ReadAllText(Path.Combine(Repository.Root, "docs/deploy.md")));
        }
        Assert.Contains($"run {Yaml.Read(Path.Combine(Folder, "models/check.json"))[0].At("spec", "containers").Items().Single().Text("name")} --rm -i", File.ReadAllText(Path.Combine(Repository.Root, "docs/deploy.md"))); // by that name kubectl merges the two
    }

    [Fact]
    public void Redis_lets_its_users_in_to_the_queue_that_bots_and_workers_have()
    {
        Assert.Equal(["Queue__Name"], Literals("base/kustomization.yaml", "chatvideobot-queue").Keys);
        Assert.All(Workloads.Where(one => one.Text("metadata", "name") != "redis"), workload => Assert.Contains("chatvideobot-queue",
            workload.At("spec", "template", "spec", "containers").Items().SelectMany(one => one.At("envFrom").Items()).Select(one => one.Text("configMapRef", "name"))));
        var redis = Workloads.Single(one => one.Text("metadata", "name") == "redis").At("spec", "template", "spec", "containers").Items().Single().At("env").Items().Single();
        Assert.Equal(("REDIS_QUEUE", "chatvideobot-queue", "Queue__Name"), (redis.Text("name"), redis.Text("valueFrom", "configMapKeyRef", "name"), redis.Text("valueFrom", "configMapKeyRef", "key")));
    }

    private static Dictionary<string, string> Literals(string file, string map) => Yaml.Read(Path.Combine(Folder, file))[0].At("configMapGenerator").Items()
        .Single(one => one.Text("name") == map).At("literals").Texts().Select(one => one.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    private static IEnumerable<string> Resources(string file) => Yaml.Read(file)[0].At("resources").Texts()
        .Select(name => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, name))).Where(File.Exists);
}
