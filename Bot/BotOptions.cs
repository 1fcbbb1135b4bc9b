using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot;

/// <summary>What users may ask for and how they are kept informed: the "Bot" section of the settings.</summary>
public sealed class BotOptions : IValidatableObject
{
    /// <summary>Length of a clip when the user names none, seconds. Two are what the shipped model was trained on: longer ones of it drift.</summary>
    [Range(0.5, 60)]
    public double DefaultSeconds { get; set; } = 2;

    /// <summary>The shortest clip, seconds.</summary>
    [Range(0.1, 60)]
    public double ShortestSeconds { get; set; } = 0.5;

    /// <summary>The longest clip, seconds: what the workers' models can make.</summary>
    [Range(0.5, 60)]
    public double LongestSeconds { get; set; } = 60;

    /// <summary>The longest prompt, characters.</summary>
    [Range(1, 1500)]
    public int LongestPrompt { get; set; } = 1500;

    /// <summary>The largest picture that is fetched, bytes.</summary>
    [Range(1024, 100 << 20)]
    public int LargestPicture { get; set; } = 20 << 20;

    /// <summary>The largest clip that is fetched to be changed, bytes.</summary>
    [Range(1024, 200 << 20)]
    public int LargestClip { get; set; } = 50 << 20;

    /// <summary>What happens to a picture that is animated without words.</summary>
    [Required]
    public string AnimatePrompt { get; set; } = "a video of something moving";

    /// <summary>Read after a prompt of one or two words, which leaves a small model nothing to go by; empty for nothing. See <see cref="Orders.FirstWords"/>.</summary>
    [MaxLength(200)]
    public string FewWords { get; set; } = "moving on the grass in daylight";

    /// <summary>The shortest time between two edits of one progress message.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:01:00")]
    public TimeSpan EditEvery { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many jobs' progress messages are kept up to date: the ones served next.</summary>
    [Range(1, 1000)]
    public int MostShown { get; set; } = 200;

    /// <summary>How long what is known of a clip and of a user is kept after the last change: so long buttons work.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan KeepRecords { get; set; } = TimeSpan.FromDays(3 * 365);

    /// <summary>How long a server's log of what its moderators did is kept after its newest entry.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan KeepLog { get; set; } = TimeSpan.FromDays(365);

    /// <summary>How long a command waits for a Redis that is away before it tells the user to try again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan WaitForQueue { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The program that makes a clip smaller when Discord finds it too large, and takes its first frame when the picture it was made from is gone; not needed otherwise.</summary>
    [Required]
    public string Ffmpeg { get; set; } = "ffmpeg";

    /// <summary>What one run of <see cref="Ffmpeg"/> may take of address space, in MiB: a file that somebody made on purpose wants more.</summary>
    [Range(512, 65_536)]
    public int FfmpegMiB { get; set; } = 4096;

    /// <summary>Whether people in pictures must have agreed, where a server says nothing else, and in direct messages.</summary>
    public Moderation.Rules.ConsentQuestion Consent { get; set; } = Moderation.Rules.ConsentQuestion.Once;

    /// <summary>The highest band that servers may give their members; not set: urgent while the bot is in one server, else normal, so that none goes before others.</summary>
    public Queue.Band? HighestBand { get; set; }

    /// <summary>The id of a channel where moderators are told what they should know, such as a worker that is set aside; empty for none.</summary>
    [RegularExpression("^[0-9]{1,20}$", ErrorMessage = "Bot:ModeratorChannel must be a channel's id, digits only, or empty.")]
    public string ModeratorChannel { get; set; } = "";

    /// <summary>Models that may be asked for while no worker serves them, because one is started when something waits for it.</summary>
    public IReadOnlyList<string> ModelsOnDemand { get; set; } = [];

    /// <summary>A file that says every few seconds how the bot is, for the command <c>health</c>; empty = none.</summary>
    public string HealthFile { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ShortestSeconds > DefaultSeconds || DefaultSeconds > LongestSeconds)
            yield return new($"Bot:DefaultSeconds ({DefaultSeconds}) must lie between Bot:ShortestSeconds ({ShortestSeconds}) "
                + $"and Bot:LongestSeconds ({LongestSeconds}).");
    }
}

[OptionsValidator]
internal sealed partial class BotOptionsValidator : IValidateOptions<BotOptions>;
