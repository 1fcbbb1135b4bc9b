using System.Formats.Cbor;
using System.Security.Cryptography;
using ChatVideoBot.Inference.Video;

namespace ChatVideoBot.Inference.Provenance;

/// <summary>A clip's C2PA manifest: that a trained model made it, bound to the file's bytes and signed.</summary>
/// <remarks>C2PA technical specification 2.1: claims (10), BMFF hash (18.7), actions (18.15).</remarks>
/// <param name="signer">Who says so.</param>
internal sealed class ClipManifest(ClipFormat format, Signer signer)
{
    private const string Hash = "c2pa.hash.bmff.v3", Actions = "c2pa.actions.v2", ClaimLabel = "c2pa.claim.v2", SignatureLabel = "c2pa.signature";

    private static readonly string Version = typeof(ClipManifest).Assembly.GetName().Version?.ToString(3) ?? "0";

    private readonly string _label = $"urn:c2pa:{Guid.NewGuid()}";
    private readonly string _instance = $"xmp:iid:{Guid.NewGuid()}";

    /// <summary>The whole manifest store. Its length does not depend on the hash.</summary>
    /// <param name="fileHash">SHA-256 of the file as <see cref="Mp4Manifest"/> takes it.</param>
    public byte[] Store(byte[] fileHash)
    {
        var actions = Jumbf.Super(Jumbf.Cbor, Actions, Jumbf.Box("cbor", ActionsContent()));
        var hash = Jumbf.Super(Jumbf.Cbor, Hash, Jumbf.Box("cbor", HashContent(fileHash)));
        var claim = ClaimContent((Actions, actions), (Hash, hash));
        return Jumbf.Super(Jumbf.Store, "c2pa", Jumbf.Super(
            Jumbf.Manifest, _label,
            Jumbf.Super(Jumbf.Assertions, "c2pa.assertions", actions, hash),
            Jumbf.Super(Jumbf.Claim, ClaimLabel, Jumbf.Box("cbor", claim)),
            Jumbf.Super(Jumbf.Signature, SignatureLabel, Jumbf.Box("cbor", signer.Sign(claim)))));
    }

    private byte[] ActionsContent()
    {
        var cbor = new CborWriter();
        cbor.WriteStartMap(1);
        cbor.WriteTextString("actions");
        cbor.WriteStartArray(1);
        cbor.WriteStartMap(4);
        Text(cbor, "action", "c2pa.created");
        Text(cbor, "digitalSourceType", Xmp.SourceType(format));
        cbor.WriteTextString("softwareAgent");
        Software(cbor);
        Text(cbor, "description", (format.Origin with { IsPrivate = true }).Comment); // a signed prompt could never be taken back
        cbor.WriteEndMap();
        cbor.WriteEndArray();
        cbor.WriteEndMap();
        return cbor.Encode();
    }

    private static byte[] HashContent(byte[] fileHash)
    {
        var cbor = new CborWriter();
        cbor.WriteStartMap(4);
        cbor.WriteTextString("exclusions");
        cbor.WriteStartArray(Mp4Manifest.Excluded.Count + 1);
        cbor.WriteStartMap(2); // the box that the manifest itself lies in
        Text(cbor, "xpath", "/uuid");
        cbor.WriteTextString("data");
        cbor.WriteStartArray(1);
        cbor.WriteStartMap(2);
        cbor.WriteTextString("offset");
        cbor.WriteInt32(8);
        Bytes(cbor, "value", Mp4Manifest.BoxName);
        cbor.WriteEndMap();
        cbor.WriteEndArray();
        cbor.WriteEndMap();
        foreach (var kind in Mp4Manifest.Excluded)
        {
            cbor.WriteStartMap(1);
            Text(cbor, "xpath", "/" + kind);
            cbor.WriteEndMap();
        }

        cbor.WriteEndArray();
        Text(cbor, "alg", "sha256");
        Bytes(cbor, "hash", fileHash);
        Text(cbor, "name", "clip");
        cbor.WriteEndMap();
        return cbor.Encode();
    }

    private byte[] ClaimContent(params (string Label, byte[] Box)[] assertions)
    {
        var cbor = new CborWriter();
        cbor.WriteStartMap(6);
        Text(cbor, "instanceID", _instance);
        cbor.WriteTextString("claim_generator_info");
        Software(cbor);
        Text(cbor, "signature", $"self#jumbf=/c2pa/{_label}/{SignatureLabel}");
        cbor.WriteTextString("created_assertions");
        cbor.WriteStartArray(assertions.Length);
        foreach (var (label, box) in assertions)
        {
            cbor.WriteStartMap(2);
            Text(cbor, "url", $"self#jumbf=c2pa.assertions/{label}");
            Bytes(cbor, "hash", SHA256.HashData(box.AsSpan(8))); // without its own header
            cbor.WriteEndMap();
        }

        cbor.WriteEndArray();
        Text(cbor, "dc:title", "clip.mp4");
        Text(cbor, "alg", "sha256");
        cbor.WriteEndMap();
        return cbor.Encode();
    }

    private static void Software(CborWriter cbor)
    {
        cbor.WriteStartMap(2);
        Text(cbor, "name", "ChatVideoBot");
        Text(cbor, "version", Version);
        cbor.WriteEndMap();
    }

    private static void Text(CborWriter cbor, string key, string value)
    {
        cbor.WriteTextString(key);
        cbor.WriteTextString(value);
    }

    private static void Bytes(CborWriter cbor, string key, byte[] value)
    {
        cbor.WriteTextString(key);
        cbor.WriteByteString(value);
    }
}
