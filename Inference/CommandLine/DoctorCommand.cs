using System.Text.Encodings.Web;
using System.Text.Json;
using ChatVideoBot.Hosting;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Worker;
using ChatVideoBot.Queue;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;

namespace ChatVideoBot.Inference.CommandLine;

/// <summary><c>doctor [--json]</c>: whether a worker could run on this machine. <c>./run doctor</c> asks it beside the bot's own.</summary>
internal static class DoctorCommand
{
    public const string Usage = "doctor [--json]";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The exit code: 0 where nothing is broken, else 1.</returns>
    public static int Run(IEnumerable<string> line, CancellationToken cancel)
    {
        var arguments = Arguments.Read(line, [], ["--json"]);
        if (arguments.Words.Count > 0) throw new UsageException($"doctor needs nothing else: {Usage}.");
        var found = new List<DoctorLine>();
        foreach (var one in Look(cancel))
        {
            found.Add(one with { Sentence = Sentence.Of(one.Sentence) });
            if (!arguments.Flag("--json")) Console.WriteLine($"{one.Health,-6} {one.What}: {found[^1].Sentence}");
        }
        if (arguments.Flag("--json")) Console.WriteLine(JsonSerializer.Serialize(found, Json));
        return found.Any(one => one.Health == DoctorLine.Broken) ? 1 : 0;
    }

    private static IEnumerable<DoctorLine> Look(CancellationToken cancel)
    {
        var (settings, queue, problem) = Settings();
        if (problem is not null) yield return new("worker settings", DoctorLine.Broken, problem);
        else yield return new("worker settings", DoctorLine.Ok, "All settings of a worker can be used.");
        yield return Runtime();
        settings ??= new InferenceOptions();
        foreach (var (device, options) in settings.EachDevice(Environment.ProcessorCount).Where(one => one.Options.Provider == "cuda"))
            yield return Device(device, options);
        yield return Model(settings, queue ?? new(), cancel, out var folder);
        foreach (var other in Others(folder)) yield return other;
    }

    /// <summary>As a worker reads them at its start.</summary>
    private static (InferenceOptions?, QueueOptions?, string? Problem) Settings()
    {
        try
        {
            var builder = Host.CreateApplicationBuilder();
            builder.Configuration.AddSecretFiles();
            builder.Services.AddInference();
            using var host = builder.Build();
            var read = (host.Services.GetRequiredService<IOptions<InferenceOptions>>().Value, host.Services.GetRequiredService<IOptions<QueueOptions>>().Value);
            _ = host.Services.GetRequiredService<IOptions<WorkerOptions>>().Value;
            return (read.Item1, read.Item2, null);
        }
        catch (Exception e) when (e is OptionsValidationException or InvalidDataException or InvalidOperationException { InnerException: ArgumentException or FormatException })
        {
            return (null, null, e is OptionsValidationException ? e.Message : $"{e.Message.TrimEnd('.')}: {e.InnerException?.Message}");
        }
    }

    private static DoctorLine Runtime()
    {
        try
        {
            return new("onnx runtime", DoctorLine.Ok, $"ONNX Runtime {OrtEnv.Instance().GetVersionString()} is loaded.");
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or BadImageFormatException or OnnxRuntimeException or EntryPointNotFoundException)
        {
            return new("onnx runtime", DoctorLine.Broken, $"ONNX Runtime cannot be loaded ({(e.InnerException ?? e).Message.TrimEnd('.')}): Linux on x86-64 with glibc is needed; run eng/onnxruntime-feed and build again.");
        }
    }

    private static DoctorLine Device(string device, InferenceOptions options)
    {
        try
        {
            CudaProvider.Device(options.CudaDevice);
            return new($"device {device}", DoctorLine.Ok, "The CUDA provider and its device can be used.");
        }
        catch (ModelException e)
        {
            return new($"device {device}", DoctorLine.Broken, e.Message);
        }
    }

    private static DoctorLine Model(InferenceOptions options, QueueOptions queue, CancellationToken cancel, out string folder)
    {
        folder = options.ModelFolder;
        try
        {
            folder = ModelsFolder.Resolve(options.ModelFolder);
            var model = FolderCheck.Run(folder, options, cancel);
            return model.Name == queue.DefaultModel
                ? new("model", DoctorLine.Ok, FolderCheck.Describe(model))
                : new("model", DoctorLine.Look, $"The worker here serves {model.Name}, but whoever names no model gets {queue.DefaultModel}: set Queue:DefaultModel to {model.Name}, unless another worker serves {queue.DefaultModel}.");
        }
        catch (Exception e) when (e is ModelException or OnnxRuntimeException or IOException or UnauthorizedAccessException or InvalidDataException or ClipRefusedException)
        {
            return new("model", DoctorLine.Broken, $"{e.Message} (Inference:ModelFolder is {(options.ModelFolder.Length == 0 ? "not set: models/pocket" : options.ModelFolder)}; git checkout -- models/pocket brings the model that ships back.)");
        }
    }

    /// <summary>The models beside it: one that cannot work may be meant for later.</summary>
    private static IEnumerable<DoctorLine> Others(string folder)
    {
        if (ModelsFolder.FindForListing() is not { } models) yield break;
        foreach (var other in ModelsFolder.Entries(models).Where(other => Path.GetFullPath(other) != Path.GetFullPath(folder.Length == 0 ? "." : folder)))
        {
            var line = ModelsCommand.Line(other);
            yield return new("model", line.Contains(": cannot work: ", StringComparison.Ordinal) ? DoctorLine.Look : DoctorLine.Ok, line);
        }
    }
}

/// <summary>What was looked at, how it stands, and what to do; as the bot's doctor writes its own.</summary>
/// <param name="Health">ok, look or broken.</param>
internal sealed record DoctorLine(string What, string Health, string Sentence)
{
    public const string Ok = "ok", Look = "look", Broken = "broken";
}
