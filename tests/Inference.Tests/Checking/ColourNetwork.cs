using ChatVideoBot.Inference.Checking;
using ChatVideoBot.Inference.Tests.Graphs;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Tests.Checking;

/// <summary>A network whose scores are a picture's mean red, green and blue: a test says by a frame's colour what is seen in it.</summary>
internal sealed class ColourNetwork : IDisposable
{
    public const int Side = 8;

    private readonly TinyFolder _folder = new();

    /// <param name="classes">Of red, green and blue.</param>
    public ColourNetwork(CheckOptions? options = null, string classes = "\"Porn\", \"Hentai\", \"Sexy\"")
    {
        Write(_folder, classes);
        Check = ClipCheck.Load(_folder.Path, new InferenceOptions { Threads = 1, Check = options ?? new CheckOptions() });
    }

    public ClipCheck Check { get; }

    public static void Write(TinyFolder folder, string classes)
    {
        folder.Write("model.onnx", new TinyGraph()
            .Input("sample", TensorElementType.Float, "b", 3, Side, Side).Output("scores", TensorElementType.Float, "b", 3)
            .Node("GlobalAveragePool", "sample", "means").Node("Flatten", "means", "scores"));
        File.WriteAllText(folder.Of("config.json"), $$"""{"classes": [{{classes}}], "image_size": {{Side}}}""");
    }

    /// <summary>A frame of one colour; 1 is 255.</summary>
    public static byte[] Frame(double red, double green = 0, double blue = 0, int pixels = Side * Side) =>
        [.. Enumerable.Range(0, pixels).SelectMany(_ => (byte[])[(byte)(red * 255), (byte)(green * 255), (byte)(blue * 255)])];

    public void Dispose()
    {
        Check.Dispose();
        _folder.Dispose();
    }
}
