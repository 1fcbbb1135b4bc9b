using System.Buffers.Binary;
using System.Text;

namespace ChatVideoBot.Inference.Provenance;

/// <summary>JUMBF boxes: what C2PA keeps its parts in.</summary>
/// <remarks>ISO/IEC 19566-5; the kinds: C2PA 2.1, section 11.1.</remarks>
internal static class Jumbf
{
    public const string Store = "c2pa", Manifest = "c2ma", Assertions = "c2as", Claim = "c2cl", Signature = "c2cs", Cbor = "cbor";

    /// <summary>Found by its label, and may be pointed at.</summary>
    private const byte RequestableWithLabel = 3;

    /// <summary>A box that holds others, whose first describes it.</summary>
    public static byte[] Super(string kind, string label, params byte[][] within)
    {
        byte[] described = [.. Encoding.ASCII.GetBytes(kind), 0, 0x11, 0, 0x10, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71, RequestableWithLabel, .. Encoding.UTF8.GetBytes(label), 0];
        return Box("jumb", [.. Box("jumd", described), .. within.SelectMany(box => box)]);
    }

    public static byte[] Box(string kind, byte[] content)
    {
        byte[] box = [0, 0, 0, 0, .. Encoding.ASCII.GetBytes(kind), .. content];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        return box;
    }
}
