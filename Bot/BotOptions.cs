using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot;

/// <summary>What users may ask for and how they are kept informed: the "Bot" section of the settings.</summary>
public sealed class BotOptions : IValidatableObject
{
    /// <summary>Length of a clip when the user names none, seconds.</summary>
    [Range(0.5, 60)]
    public double DefaultSeconds { get; set; } = 2;

    /// <summary>The shortest clip, seconds.</summary>
    [Range(0.1, 60)]
    public double ShortestSeconds { get; set; } = 0.5;

    /// <summary>The longest clip, seconds: what the workers' models can make.</summary>
    [Range(0.5, 60)]
    public double LongestSeconds { get; set; } = 10;

    /// <summary>The longest prompt, characters.</summary>
    [Range(1, 1500)]
    public int LongestPrompt { get; set; } = 1500;

    /// <summary>The largest picture that is fetched, bytes.</summary>
    [Range(1024, 100 << 20)]
    public int LargestPicture { get; set; } = 20 << 20;

    /// <summary>What happens to a picture that is animated without words.</summary>
    [Required]
    public string AnimatePrompt { get; set; } = "a video of something moving";

    /// <summary>The shortest time between two edits of one progress message.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:01:00")]
    public TimeSpan EditEvery { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many jobs' progress messages are kept up to date: the ones served next.</summary>
    [Range(1, 1000)]
    public int MostShown { get; set; } = 200;

    /// <summary>How long a command waits for a Redis that is away before it tells the user to try again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan WaitForQueue { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The id of a channel where moderators are told what they should know, such as a worker that is set aside; empty for none.</summary>
    [RegularExpression("^[0-9]{1,20}$", ErrorMessage = "Bot:ModeratorChannel must be a channel's id, digits only, or empty.")]
    public string ModeratorChannel { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ShortestSeconds > DefaultSeconds || DefaultSeconds > LongestSeconds)
            yield return new($"Bot:DefaultSeconds ({DefaultSeconds}) must lie between Bot:ShortestSeconds ({ShortestSeconds}) "
                + $"and Bot:LongestSeconds ({LongestSeconds}).");
    }
}

[OptionsValidator]
internal sealed partial class BotOptionsValidator : IValidateOptions<BotOptions>;
