using ChatVideoBot.Inference.Folders;

[assembly: AssemblyFixture(typeof(ChatVideoBot.Inference.Tests.Clips.Pocket))]

namespace ChatVideoBot.Inference.Tests.Clips;

/// <summary>The model that ships, loaded once for the whole run.</summary>
public sealed class Pocket : IDisposable
{
    public static string Folder { get; } = Path.Combine(
        ModelsFolder.Find() ?? throw new InvalidOperationException("No models folder above the tests."), "pocket");

    public LoadedModel Model { get; } = LoadedModel.Load(Folder, new InferenceOptions());

    public ClipMaker Maker { get; } = ClipMaker.Load(Folder, new InferenceOptions());

    public void Dispose()
    {
        Model.Dispose();
        Maker.Dispose();
    }
}
