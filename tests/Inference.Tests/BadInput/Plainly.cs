using ChatVideoBot.Inference.CommandLine;
using ChatVideoBot.Inference.Folders;

namespace ChatVideoBot.Inference.Tests.BadInput;

/// <summary>What every refusal must be: one of the engine's own exceptions with one sentence, soon.</summary>
internal static class Plainly
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    public static void Refuses(Action act, params string[] words)
    {
        var task = Task.Run(act);
        Said(Assert.ThrowsAny<Exception>(() => task.WaitAsync(Soon).GetAwaiter().GetResult()), words);
    }

    public static async Task RefusesAsync(Func<Task> act, params string[] words) =>
        Said(await Assert.ThrowsAnyAsync<Exception>(() => Task.Run(act).WaitAsync(Soon)), words);

    /// <summary>Reads the folder, its weights and its graphs as <c>models check</c> does.</summary>
    public static void CheckRefuses(BrokenFolder folder, params string[] words) =>
        Refuses(() => FolderCheck.Run(folder.Path, Options, TestContext.Current.CancellationToken), words);

    public static void LoadRefuses(BrokenFolder folder, params string[] words) => Refuses(() => LoadedModel.Load(folder.Path, Options).Dispose(), words);

    public static InferenceOptions Options { get; } = new() { Threads = 1 };

    public static bool IsOwn(Exception e) => e is ModelException or ClipRefusedException or UsageException or InvalidDataException;

    /// <summary>One line that names the thing; nothing of ONNX Runtime's insides.</summary>
    public static void Said(Exception e, params string[] words)
    {
        Assert.True(IsOwn(e), e.ToString());
        Assert.InRange(e.Message.Length, 10, 599);
        Assert.DoesNotContain(e.Message, char.IsControl);
        Assert.DoesNotContain("Parameter '", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("onnxruntime_src", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("[ErrorCode", e.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", e.Message, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, e.Message, StringComparison.Ordinal));
    }
}
