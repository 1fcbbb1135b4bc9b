namespace ChatVideoBot.Inference.Matting;

public sealed class Matte : IDisposable
{
    public static Matte Load(InferenceOptions options) => throw new ModelException("no matte yet");

    public float[][] Alphas(IReadOnlyList<byte[]> rgbFrames, int widthPixels, int heightPixels, CancellationToken cancel) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
