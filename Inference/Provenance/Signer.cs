using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ChatVideoBot.Inference.Provenance;

/// <summary>An owner's key and certificates: signs claims by COSE.</summary>
/// <remarks>RFC 9052, section 4.2 (COSE_Sign1), RFC 9053 (ES256), RFC 9360 (x5chain); C2PA 2.1, sections 13.2 and 14.5.</remarks>
internal sealed class Signer : IDisposable
{
    private const int CoseSign1Tag = 18, AlgorithmHeader = 1, ChainHeader = 33, Es256 = -7;

    /// <summary>E-mail protection, document signing, C2PA claim signing: the purposes that C2PA allows.</summary>
    private static readonly string[] Purposes = ["1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.36", "1.3.6.1.4.1.62558.2.1"];

    private readonly ECDsa _key;
    private readonly X509Certificate2Collection _chain;
    private readonly string _certificateFile;

    private Signer(ECDsa key, X509Certificate2Collection chain, string certificateFile) => (_key, _chain, _certificateFile) = (key, chain, certificateFile);

    /// <exception cref="ModelException">A file cannot be used; the message names it and the setting.</exception>
    public static Signer Load(ProvenanceOptions options)
    {
        var chain = new X509Certificate2Collection();
        Read("CertificateFile", options.CertificateFile, "a PEM file with certificates", () => chain.ImportFromPemFile(options.CertificateFile));
        if (chain.Count == 0)
            throw Unusable("CertificateFile", options.CertificateFile, "a PEM file with certificates");
        var key = ECDsa.Create();
        const string Wanted = "a PEM file with the private key of an elliptic curve, P-256, without a password";
        Read("KeyFile", options.KeyFile, Wanted, () => key.ImportFromPem(File.ReadAllText(options.KeyFile)));
        if (key.ExportParameters(false).Curve.Oid is not { FriendlyName: "nistP256" or "ECDSA_P256" } and not { Value: "1.2.840.10045.3.1.7" })
            throw Unusable("KeyFile", options.KeyFile, Wanted);
        return new Signer(key, chain, options.CertificateFile);
    }

    /// <summary>Why validators would refuse what it signs, in one sentence; null when they would not.</summary>
    public string? Complaint(DateTimeOffset now)
    {
        var certificate = _chain[0];
        using var itsKey = certificate.GetECDsaPublicKey();
        var at = $"Inference:Provenance:CertificateFile: the first certificate of {_certificateFile}";
        if (certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault()?.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature) is not true)
            return $"{at} is not for digital signatures (key usage): have one issued that is.";
        if (itsKey is null || !itsKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(_key.ExportSubjectPublicKeyInfo()))
            return $"{at} does not belong to the key of Inference:Provenance:KeyFile: put the owner's own certificate first.";
        if (now < certificate.NotBefore || now > certificate.NotAfter)
            return $"{at} is valid from {certificate.NotBefore:yyyy-MM-dd} to {certificate.NotAfter:yyyy-MM-dd}: renew it.";
        var purposes = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().SelectMany(e => e.EnhancedKeyUsages.Cast<Oid>());
        return purposes.Any(p => Purposes.Contains(p.Value))
            ? null
            : $"{at} has no extended key usage that C2PA allows: have one issued for e-mail protection or document signing.";
    }

    /// <summary>The signature of a claim: a tagged COSE_Sign1 whose payload stands elsewhere. Always of the same length.</summary>
    public byte[] Sign(byte[] claim)
    {
        var header = new CborWriter();
        header.WriteStartMap(2);
        header.WriteInt32(AlgorithmHeader);
        header.WriteInt32(Es256);
        header.WriteInt32(ChainHeader);
        if (_chain.Count > 1)
            header.WriteStartArray(_chain.Count);
        foreach (var certificate in _chain)
            header.WriteByteString(certificate.RawData);
        if (_chain.Count > 1)
            header.WriteEndArray();
        header.WriteEndMap();
        var headers = header.Encode();

        var signed = new CborWriter();
        signed.WriteStartArray(4);
        signed.WriteTextString("Signature1");
        signed.WriteByteString(headers);
        signed.WriteByteString([]);
        signed.WriteByteString(claim);
        signed.WriteEndArray();

        var cose = new CborWriter();
        cose.WriteTag((CborTag)CoseSign1Tag);
        cose.WriteStartArray(4);
        cose.WriteByteString(headers);
        cose.WriteStartMap(0);
        cose.WriteEndMap();
        cose.WriteNull();
        cose.WriteByteString(_key.SignData(signed.Encode(), HashAlgorithmName.SHA256)); // r and s, 32 bytes each
        cose.WriteEndArray();
        return cose.Encode();
    }

    public void Dispose()
    {
        _key.Dispose();
        foreach (var certificate in _chain)
            certificate.Dispose();
    }

    private static void Read(string setting, string file, string wanted, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw Unusable(setting, file, wanted, e);
        }
    }

    private static ModelException Unusable(string setting, string file, string wanted, Exception? inner = null) =>
        new($"Inference:Provenance:{setting}: {file} is not {wanted}, or cannot be read.", inner!);
}
