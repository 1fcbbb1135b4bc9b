using ChatVideoBot.Inference.Provenance;

namespace ChatVideoBot.Inference.Video;

/// <summary>What is put into a finished MP4 about where it comes from: XMP always, a signed manifest where the owner has a key.</summary>
internal sealed class ClipStamp : IDisposable
{
    private readonly byte[] _xmp;
    private readonly Signer? _signer;
    private readonly ClipManifest? _manifest;

    /// <exception cref="ModelException">The owner's key cannot be read any more.</exception>
    public ClipStamp(ClipFormat format, InferenceOptions options)
    {
        _xmp = Xmp.Box(format);
        if (!options.Provenance.IsSet)
            return;
        _signer = Signer.Load(options.Provenance);
        _manifest = new ClipManifest(format, _signer);
    }

    /// <summary>What it adds to a file.</summary>
    public int MostBytes => _xmp.Length + (_manifest is null ? 0 : Mp4Manifest.Bytes(_manifest));

    /// <summary>The file with it: XMP at its end, where it moves nothing; then the manifest, which covers that, too.</summary>
    public byte[] Put(byte[] mp4)
    {
        byte[] told = [.. mp4, .. _xmp];
        return _manifest is null ? told : Mp4Manifest.Put(told, _manifest);
    }

    public void Dispose() => _signer?.Dispose();
}
