using System.Globalization;

namespace ChatVideoBot.Inference.Films;

/// <summary>A long clip's finished windows in a folder, one file each, written whole or not at all.</summary>
internal sealed class FolderSegments(string folder) : ISegmentStore
{
    public async Task<byte[]?> ReadAsync(int index, CancellationToken cancel)
    {
        try
        {
            return await File.ReadAllBytesAsync(Name(index), cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public async Task WriteAsync(int index, ReadOnlyMemory<byte> latents, CancellationToken cancel)
    {
        var part = $"{Name(index)}.{Environment.ProcessId}.part";
        try
        {
            await File.WriteAllBytesAsync(part, latents, cancel);
            File.Move(part, Name(index), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"The folder {folder} cannot be written to: {e.Message}", e);
        }
    }

    private string Name(int index) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"window-{index:000}.latents"));
}
