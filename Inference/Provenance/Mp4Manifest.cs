using System.Buffers.Binary;
using System.Security.Cryptography;
using ChatVideoBot.Inference.Video;

namespace ChatVideoBot.Inference.Provenance;

/// <summary>Puts a C2PA manifest into an MP4: in a box after <c>ftyp</c>, with what its index points at moved by as much.</summary>
/// <remarks>C2PA technical specification 2.1, appendix A.5 (embedding in BMFF) and section 18.7 (its hash).</remarks>
internal static class Mp4Manifest
{
    /// <summary>Top-level boxes besides the manifest's that are not hashed.</summary>
    public static readonly IReadOnlyList<string> Excluded = ["ftyp", "mfra"];

    /// <summary>The name of the manifest's uuid box.</summary>
    public static readonly byte[] BoxName = Convert.FromHexString("D8FEC3D61B0E483C92975828877EC481");

    private const int HashBytes = 32;

    /// <summary>What the manifest's box has besides the store.</summary>
    private const int BoxBytes = 8 + 16 + 4 + 9 + 8;

    /// <summary>The file with its manifest.</summary>
    /// <exception cref="ModelException">It is no MP4 as ffmpeg writes them.</exception>
    public static byte[] Put(byte[] mp4, ClipManifest manifest)
    {
        var added = Box(manifest.Store(new byte[HashBytes]));
        var boxes = Mp4Box.List(mp4, 0, mp4.Length);
        if (boxes.Count == 0 || boxes[0].Kind != "ftyp" || boxes[^1].End != mp4.Length)
            throw new ModelException("The clip's file is not laid out as an MP4: no manifest can be put into it.");
        var after = boxes[0].End;
        byte[] file = [.. mp4.AsSpan(0, after), .. added, .. mp4.AsSpan(after)];
        Move(file, added.Length);
        Box(manifest.Store(Hash(file))).CopyTo(file, after); // of the same length as before
        return file;
    }

    /// <summary>What a manifest adds to a file, in bytes.</summary>
    public static int Bytes(ClipManifest manifest) => BoxBytes + manifest.Store(new byte[HashBytes]).Length;

    /// <summary>SHA-256 over the boxes that are not excluded, each after its place in the file, 64 bits.</summary>
    public static byte[] Hash(byte[] file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var place = new byte[8];
        foreach (var box in Mp4Box.List(file, 0, file.Length))
        {
            if (Excluded.Contains(box.Kind) || box.Kind == "uuid" && file.AsSpan(box.Content, Math.Min(16, box.Length - 8)).SequenceEqual(BoxName))
                continue;
            BinaryPrimitives.WriteInt64BigEndian(place, box.From);
            hash.AppendData(place);
            hash.AppendData(file, box.From, box.Length);
        }

        return hash.GetHashAndReset();
    }

    private static byte[] Box(byte[] store)
    {
        byte[] box = [0, 0, 0, 0, .. "uuid"u8, .. BoxName, 0, 0, 0, 0, .. "manifest\0"u8, 0, 0, 0, 0, 0, 0, 0, 0, .. store]; // no hashes of parts follow
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        return box;
    }

    /// <summary>Adds to where the index says that samples lie. ISO/IEC 14496-12, section 8.7.5.</summary>
    private static void Move(byte[] file, int by)
    {
        var boxes = Mp4Box.List(file, 0, file.Length);
        foreach (var kind in (string[])["stco", "co64"])
        {
            foreach (var offsets in Mp4Box.At(file, boxes, "moov/trak/mdia/minf/stbl/" + kind))
            {
                var count = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(offsets.Content + 4));
                for (var i = 0; i < count; i++)
                {
                    var at = file.AsSpan(offsets.Content + 8);
                    if (kind == "stco")
                        BinaryPrimitives.WriteUInt32BigEndian(at[(4 * i)..], BinaryPrimitives.ReadUInt32BigEndian(at[(4 * i)..]) + (uint)by);
                    else
                        BinaryPrimitives.WriteInt64BigEndian(at[(8 * i)..], BinaryPrimitives.ReadInt64BigEndian(at[(8 * i)..]) + by);
                }
            }
        }
    }
}
