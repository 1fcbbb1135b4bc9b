using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatVideoBot.Inference.Provenance;
using ChatVideoBot.Inference.Tests.Video;
using ChatVideoBot.Inference.Video;

namespace ChatVideoBot.Inference.Tests.Provenance;

public sealed class ProvenanceTests
{
    private static readonly ClipFormat Format = new(64, 64, 8, 5, new ClipOrigin("pocket", 7, "a secret cat"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signed_clip_plays_and_its_manifest_holds()
    {
        using var owner = new OwnerKey();
        var clip = await WriteAsync(Format, owner.Options);
        if (Environment.GetEnvironmentVariable("CHATVIDEOBOT_SIGNED_CLIP") is { Length: > 0 } file) // for another validator: validator/validate.mjs
            await File.WriteAllBytesAsync(file, clip, Cancel);

        Assert.Equal(["ftyp", "uuid", "moov", "mdat", "uuid"], Mp4Box.List(clip, 0, clip.Length).Select(box => box.Kind).Where(kind => kind != "free"));
        Assert.Equal("5", (await MediaTool.ProbeAsync(clip))["nb_read_frames"]);
        var plain = await WriteAsync(Format, new ProvenanceOptions());
        Assert.Equal(await FramesAsync(plain), await FramesAsync(clip)); // the index points at the same samples
        Assert.Null(ManifestReader.Read(plain));

        var manifest = ManifestReader.Read(clip)!;
        Assert.Null(manifest.Fault(clip));
        var action = (Dictionary<object, object?>)((object?[])ManifestReader.Map(manifest.Contents["c2pa.actions.v2"])["actions"]!)[0]!;
        Assert.Equal("c2pa.created", action["action"]);
        Assert.Equal("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", action["digitalSourceType"]);
        Assert.Equal("made by AI; model: pocket; seed: 7", action["description"]);
        Assert.Equal("ChatVideoBot", ((Dictionary<object, object?>)action["softwareAgent"]!)["name"]);
    }

    [Fact]
    public async Task An_edited_upload_is_called_a_composite()
    {
        using var owner = new OwnerKey();
        var clip = await WriteAsync(Format with { IsUpload = true }, owner.Options);

        var actions = ManifestReader.Map(ManifestReader.Read(clip)!.Contents["c2pa.actions.v2"]);
        Assert.EndsWith("compositeWithTrainedAlgorithmicMedia", (string)((Dictionary<object, object?>)((object?[])actions["actions"]!)[0]!)["digitalSourceType"]!);
    }

    [Fact]
    public async Task A_byte_changed_anywhere_is_found()
    {
        using var owner = new OwnerKey();
        var clip = await WriteAsync(Format, owner.Options);
        var boxes = Mp4Box.List(clip, 0, clip.Length);
        foreach (var box in boxes.Where(box => box.Kind is "moov" or "mdat").Append(boxes[^1]))
        {
            foreach (var at in (int[])[box.Content + 4, box.End - 1])
            {
                byte[] changed = [.. clip];
                changed[at] ^= 1;
                Assert.Equal("file", ManifestReader.Read(changed)!.Fault(changed));
            }
        }

        byte[] renamed = [.. clip];
        renamed[renamed.AsSpan().IndexOf("trainedAlgorithmicMedia"u8)] ^= 1;
        Assert.Equal("assertion c2pa.actions.v2", ManifestReader.Read(renamed)!.Fault(renamed));
        byte[] retitled = [.. clip];
        retitled[retitled.AsSpan().IndexOf("clip.mp4"u8)] ^= 1;
        Assert.Equal("signature", ManifestReader.Read(retitled)!.Fault(retitled));
    }

    [Fact]
    public async Task A_signed_clip_fits_its_limit_too()
    {
        using var owner = new OwnerKey();
        var noise = new byte[160 * 120 * 3 * 60];
        new Random(1).NextBytes(noise);
        await using var writer = ClipWriter.Start(
            Format with { WidthPixels = 160, HeightPixels = 120, Frames = 60 }, new InferenceOptions { MaxClipBytes = 200_000, Provenance = owner.Options });
        await writer.WriteAsync(noise, Cancel);
        var clip = await writer.FinishAsync(Cancel);

        Assert.InRange(clip.Length, 100_000, 200_000);
        Assert.Null(ManifestReader.Read(clip)!.Fault(clip));
    }

    [Fact]
    public void A_key_that_cannot_sign_is_named_at_the_start()
    {
        using var good = new OwnerKey();
        using var other = new OwnerKey();
        using var noPurpose = new OwnerKey(purpose: "");
        using var noSignatures = new OwnerKey(usage: X509KeyUsageFlags.KeyAgreement);
        using var old = new OwnerKey(days: -5);
        var curve = Path.GetTempFileName();
        using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP384))
            File.WriteAllText(curve, key.ExportPkcs8PrivateKeyPem());

        Assert.Null(Complaint(new ProvenanceOptions()));
        Assert.Null(Complaint(good.Options));
        Assert.Equal("Inference:Provenance:KeyFile is missing: set both of CertificateFile and KeyFile, or neither.", Complaint(new() { CertificateFile = "a" }));
        Assert.Equal("Inference:Provenance:CertificateFile is missing: set both of CertificateFile and KeyFile, or neither.", Complaint(new() { KeyFile = "a" }));
        Assert.Equal("Inference:Provenance:CertificateFile: /nowhere is not a PEM file with certificates, or cannot be read.", Complaint(new() { CertificateFile = "/nowhere", KeyFile = good.KeyFile }));
        Assert.EndsWith("is not a PEM file with certificates, or cannot be read.", Complaint(new() { CertificateFile = good.KeyFile, KeyFile = good.KeyFile }));
        foreach (var file in (string[])["/nowhere", good.CertificateFile, curve])
            Assert.Equal($"Inference:Provenance:KeyFile: {file} is not a PEM file with the private key of an elliptic curve, P-256, without a password, or cannot be read.",
                Complaint(new() { CertificateFile = good.CertificateFile, KeyFile = file }));
        Assert.EndsWith("does not belong to the key of Inference:Provenance:KeyFile: put the owner's own certificate first.", Complaint(new() { CertificateFile = other.CertificateFile, KeyFile = good.KeyFile }));
        Assert.EndsWith("has no extended key usage that C2PA allows: have one issued for e-mail protection or document signing.", Complaint(noPurpose.Options));
        Assert.EndsWith("is not for digital signatures (key usage): have one issued that is.", Complaint(noSignatures.Options));
        Assert.EndsWith(": renew it.", Complaint(old.Options));
        File.Delete(curve);
    }

    private static string? Complaint(ProvenanceOptions options) => options.Validate(new(options)).SingleOrDefault()?.ErrorMessage;

    private static async Task<byte[]> WriteAsync(ClipFormat format, ProvenanceOptions provenance)
    {
        await using var writer = ClipWriter.Start(format, new InferenceOptions { Provenance = provenance });
        var frames = new byte[64 * 64 * 3 * 5];
        for (var i = 0; i < frames.Length; i++)
            frames[i] = (byte)(i / 3 * 7 % 251);
        await writer.WriteAsync(frames, Cancel);
        return await writer.FinishAsync(Cancel);
    }

    private static Task<byte[]> FramesAsync(byte[] clip) => MediaTool.RunAsync("ffmpeg", clip, "-i", "pipe:0", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1");
}
