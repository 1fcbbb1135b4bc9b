using System.Buffers.Binary;
using System.Security;
using System.Text;
using ChatVideoBot.Inference.Video;

namespace ChatVideoBot.Inference.Provenance;

/// <summary>Says in XMP that a clip was made by a trained model: the words that IPTC gives for it, where programs that sort pictures look.</summary>
/// <remarks>XMP specification, part 3, section "MPEG-4": a box of its own at the top. IPTC Photo Metadata Standard: digital source type.</remarks>
internal static class Xmp
{
    public const string TrainedModel = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

    /// <summary>A person's clip with parts that a model made.</summary>
    public const string CompositeWithTrainedModel = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia";

    private static readonly byte[] BoxName = Convert.FromHexString("BE7ACFCB97A942E89C71999491E3AFAC");

    public static string SourceType(ClipFormat format) => format.IsUpload ? CompositeWithTrainedModel : TrainedModel;

    /// <summary>The whole box.</summary>
    public static byte[] Box(ClipFormat format)
    {
        var packet = $"""
            <?xpacket begin="{'\uFEFF'}" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
              xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
              Iptc4xmpExt:DigitalSourceType="{SourceType(format)}" xmp:CreatorTool="ChatVideoBot, {Text(format.Origin.Model)}">
              <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{Text(format.Origin.Title)}</rdf:li></rdf:Alt></dc:title>
              <dc:description><rdf:Alt><rdf:li xml:lang="x-default">{Text(format.Origin.Comment)}</rdf:li></rdf:Alt></dc:description>
            </rdf:Description></rdf:RDF></x:xmpmeta>
            <?xpacket end="r"?>
            """;
        var bytes = Encoding.UTF8.GetBytes(packet);
        byte[] box = [0, 0, 0, 0, .. "uuid"u8, .. BoxName, .. bytes];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        return box;
    }

    private static string Text(string text) => SecurityElement.Escape(text);
}
