using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatVideoBot.Inference.Provenance;

namespace ChatVideoBot.Inference.Tests.Provenance;

/// <summary>An owner's key and certificate with the one that issued it, as files for one test.</summary>
internal sealed class OwnerKey : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chatvideobot-test-").FullName;

    /// <param name="purpose">The extended key usage; empty = none.</param>
    public OwnerKey(string purpose = "1.3.6.1.5.5.7.3.4", X509KeyUsageFlags usage = X509KeyUsageFlags.DigitalSignature, int days = 30)
    {
        var now = DateTimeOffset.UtcNow;
        using var issuerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var issuing = new CertificateRequest("CN=Test issuer,O=Test", issuerKey, HashAlgorithmName.SHA256);
        issuing.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        issuing.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        var identifier = new X509SubjectKeyIdentifierExtension(issuing.PublicKey, false);
        issuing.CertificateExtensions.Add(identifier);
        using var issuer = issuing.CreateSelfSigned(now.AddDays(-90), now.AddDays(90));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Owner,O=Test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, true));
        if (purpose.Length > 0)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier));
        using var certificate = request.Create(issuer, now.AddDays(-60), now.AddDays(days), [1, 2, 3, 4]);

        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem() + "\n" + issuer.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public string CertificateFile => Path.Combine(_folder, "owner.pem");

    public string KeyFile => Path.Combine(_folder, "key.pem");

    public ProvenanceOptions Options => new() { CertificateFile = CertificateFile, KeyFile = KeyFile };

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
