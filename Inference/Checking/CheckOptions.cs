using System.ComponentModel.DataAnnotations;

namespace ChatVideoBot.Inference.Checking;

/// <summary>
/// What makes a finished clip worth a moderator's look: the "Inference:Check" section. The network of <c>models/safety</c> scores a few frames
/// from 0 to 1; two at a class's threshold flag the clip, or one half-way from there to 1. Nothing is changed in it.
/// </summary>
public sealed class CheckOptions
{
    /// <summary>Whether frames are looked at.</summary>
    public bool On { get; set; } = true;

    /// <summary>The threshold of "Porn", photographs and the like; 1 = never.</summary>
    [Range(0.05, 1.0)]
    public double Porn { get; set; } = 0.7;

    /// <summary>The threshold of "Hentai", drawn pornography; 1 = never.</summary>
    [Range(0.05, 1.0)]
    public double Hentai { get; set; } = 0.8;

    /// <summary>The threshold of "Sexy", what is suggestive but no pornography, such as swimwear; 1 = never.</summary>
    [Range(0.05, 1.0)]
    public double Sexy { get; set; } = 1;

    /// <summary>The most frames of a clip that are looked at, without those beside a hit. A long clip's are farther apart.</summary>
    [Range(3, 1000)]
    public int MostFrames { get; set; } = 25;

    /// <summary>The threshold of a class; 1 for one that has none.</summary>
    internal double Threshold(string name) => name switch
    {
        nameof(Porn) => Porn,
        nameof(Hentai) => Hentai,
        nameof(Sexy) => Sexy,
        _ => 1,
    };
}
