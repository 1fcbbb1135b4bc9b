using System.Buffers.Binary;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ChatVideoBot.Inference.Provenance;
using ChatVideoBot.Inference.Video;

namespace ChatVideoBot.Inference.Tests.Provenance;

/// <summary>Reads a clip's manifest with other code than wrote it, and checks hashes and signature as a validator does.</summary>
internal sealed record ManifestReader(Dictionary<string, byte[]> Contents, Dictionary<string, byte[]> Boxes)
{
    /// <summary>Null when the file has none.</summary>
    public static ManifestReader? Read(byte[] file)
    {
        var box = Mp4Box.List(file, 0, file.Length).FirstOrDefault(b => b.Kind == "uuid" && file.AsSpan(b.Content, 16).SequenceEqual(Mp4Manifest.BoxName));
        if (box.Kind is null)
            return null;
        Assert.Equal("manifest\0", Encoding.ASCII.GetString(file, box.Content + 20, 9));
        var reader = new ManifestReader([], []);
        reader.Walk(file, box.Content + 37, box.End);
        return reader;
    }

    /// <summary>The first thing that is wrong; null when nothing is.</summary>
    public string? Fault(byte[] file)
    {
        var claim = Map(Contents["c2pa.claim.v2"]);
        foreach (var assertion in (object?[])claim["created_assertions"]!)
        {
            var map = (Dictionary<object, object?>)assertion!;
            var label = ((string)map["url"]!).Split('/')[^1];
            if (!SHA256.HashData(Boxes[label].AsSpan(8)).AsSpan().SequenceEqual((byte[])map["hash"]!))
                return $"assertion {label}";
        }

        if (!Hash(file).AsSpan().SequenceEqual((byte[])Map(Contents["c2pa.hash.bmff.v3"])["hash"]!))
            return "file";

        var cose = (object?[])Value(new CborReader(Contents["c2pa.signature"]))!;
        var headers = (Dictionary<object, object?>)Value(new CborReader((byte[])cose[0]!))!;
        Assert.Equal(-7L, headers[1L]);
        using var certificate = X509CertificateLoader.LoadCertificate((byte[])((object?[])headers[33L]!)[0]!);
        using var key = certificate.GetECDsaPublicKey()!;
        var signed = new CborWriter();
        signed.WriteStartArray(4);
        signed.WriteTextString("Signature1");
        signed.WriteByteString((byte[])cose[0]!);
        signed.WriteByteString([]);
        signed.WriteByteString(Contents["c2pa.claim.v2"]);
        signed.WriteEndArray();
        return key.VerifyData(signed.Encode(), (byte[])cose[3]!, HashAlgorithmName.SHA256) ? null : "signature";
    }

    public static Dictionary<object, object?> Map(byte[] cbor) => (Dictionary<object, object?>)Value(new CborReader(cbor))!;

    /// <summary>The specification's hash, taken byte by byte: what is excluded is skipped, each other box begins with its place.</summary>
    private static byte[] Hash(byte[] file)
    {
        using var hashed = new MemoryStream();
        for (var at = 0; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var kind = Encoding.ASCII.GetString(file, at + 4, 4);
            var isManifest = kind == "uuid" && Convert.ToHexString(file, at + 8, 16) == "D8FEC3D61B0E483C92975828877EC481";
            if (kind != "ftyp" && !isManifest)
            {
                hashed.Write([0, 0, 0, 0, (byte)(at >> 24), (byte)(at >> 16), (byte)(at >> 8), (byte)at]);
                hashed.Write(file, at, length);
            }

            at += length;
        }

        return SHA256.HashData(hashed.ToArray());
    }

    private void Walk(byte[] file, int from, int to)
    {
        string? label = null;
        foreach (var box in Mp4Box.List(file, from, to))
        {
            if (box.Kind == "jumb")
            {
                var described = Mp4Box.List(file, box.Content, box.End)[0];
                var name = Encoding.UTF8.GetString(file, described.Content + 17, described.Length - 8 - 17 - 1);
                Boxes[name] = file[box.From..box.End];
                Walk(file, box.Content, box.End);
            }
            else if (box.Kind == "jumd")
                label = Encoding.UTF8.GetString(file, box.Content + 17, box.Length - 8 - 17 - 1);
            else
                Contents[label!] = file[box.Content..box.End];
        }
    }

    private static object? Value(CborReader cbor)
    {
        switch (cbor.PeekState())
        {
            case CborReaderState.Tag:
                cbor.ReadTag();
                return Value(cbor);
            case CborReaderState.StartMap:
                var map = new Dictionary<object, object?>();
                for (var left = cbor.ReadStartMap(); left > 0; left--)
                    map.Add(Value(cbor)!, Value(cbor));
                cbor.ReadEndMap();
                return map;
            case CborReaderState.StartArray:
                var list = new object?[cbor.ReadStartArray()!.Value];
                for (var i = 0; i < list.Length; i++)
                    list[i] = Value(cbor);
                cbor.ReadEndArray();
                return list;
            case CborReaderState.TextString:
                return cbor.ReadTextString();
            case CborReaderState.ByteString:
                return cbor.ReadByteString();
            case CborReaderState.Null:
                cbor.ReadNull();
                return null;
            default:
                return cbor.ReadInt64();
        }
    }
}
