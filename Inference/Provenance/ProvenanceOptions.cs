using System.ComponentModel.DataAnnotations;

namespace ChatVideoBot.Inference.Provenance;

/// <summary>Who signs that a clip was made by AI: the "Inference:Provenance" section of the settings. Without a key no manifest is written.</summary>
public sealed class ProvenanceOptions : IValidatableObject
{
    /// <summary>
    /// The owner's certificate as a PEM file, those that issued it after it; of an elliptic key on P-256, for digital signatures, with the
    /// extended use of e-mail protection, document signing or C2PA's own. Empty = no manifest.
    /// </summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>Its private key as a PEM file.</summary>
    public string KeyFile { get; set; } = "";

    internal bool IsSet => CertificateFile.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Complaint() is { } sentence)
            yield return new(sentence);
    }

    private string? Complaint()
    {
        if (CertificateFile.Length == 0 && KeyFile.Length == 0)
            return null;
        if (CertificateFile.Length == 0 || KeyFile.Length == 0)
            return $"Inference:Provenance:{(KeyFile.Length == 0 ? "KeyFile" : "CertificateFile")} is missing: set both of CertificateFile and KeyFile, or neither.";
        try
        {
            using var signer = Signer.Load(this);
            return signer.Complaint(DateTimeOffset.UtcNow);
        }
        catch (ModelException e)
        {
            return e.Message;
        }
    }
}
