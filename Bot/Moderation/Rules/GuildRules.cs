namespace ChatVideoBot.Bot.Moderation.Rules;

/// <summary>What the moderators of a server set; every server begins with these.</summary>
public sealed record GuildRules
{
    /// <summary>Channels where clips may be asked for, their threads with them, and categories; none: everywhere.</summary>
    public IReadOnlyList<string> Channels { get; init => field = value ?? []; } = [];

    /// <summary>Words and /patterns/, as moderators wrote them: a prompt that has one is refused.</summary>
    public IReadOnlyList<string> Words { get; init => field = value ?? []; } = [];

    /// <summary>As <see cref="Words"/>: a prompt that has one waits for a moderator.</summary>
    public IReadOnlyList<string> HeldWords { get; init => field = value ?? []; } = [];

    /// <summary>As <see cref="Words"/>: refused outside age-restricted channels.</summary>
    public IReadOnlyList<string> AdultWords { get; init => field = value ?? []; } = [];

    /// <summary>The server's own AutoMod rules hold for prompts, too, where the bot may read them.</summary>
    public bool FollowsAutoMod { get; init; } = true;

    /// <summary>Every clip waits for a moderator before it is made; moderators' own do not.</summary>
    public bool HoldsFirst { get; init; }

    /// <summary>How long somebody must have been a member before they may ask.</summary>
    public TimeSpan NewMemberWait { get; init; }

    public PrivateClips Private { get; init; } = PrivateClips.Allowed;

    /// <summary>Whether clips carry the visible mark; null: as the worker's owner set it.</summary>
    public bool? Watermark { get; init; }

    /// <summary>What happens to a clip in whose frames the worker saw what it was told to look for.</summary>
    public FlaggedClips Flagged { get; init; } = FlaggedClips.Spoiler;

    /// <summary>As <see cref="Flagged"/>, in age-restricted channels.</summary>
    public FlaggedClips FlaggedInAdult { get; init; } = FlaggedClips.Spoiler;

    /// <summary>Whoever brings a picture is asked whether the people in it agreed.</summary>
    public ConsentQuestion Consent { get; init; } = ConsentQuestion.Once;

    /// <summary>Where it is told what moderators did, and what waits for them; empty: the owner's channel, if any.</summary>
    public string LogChannel { get; init => field = value ?? ""; } = "";

    /// <summary>How long what is known of the server's clips is kept; 0: as the owner set it.</summary>
    public int RetentionDays { get; init; }

    /// <summary>How often somebody may appeal in 24 hours; 0 to 20.</summary>
    public int AppealsADay { get; init; } = 5;

    /// <summary>So many refused prompts in 24 hours bar for so long; lowest first, none for never.</summary>
    public IReadOnlyList<Rung> Ladder { get; init => field = value ?? []; } = [new(5, TimeSpan.FromMinutes(10)), new(8, TimeSpan.FromHours(1)), new(12, TimeSpan.FromDays(1))];

    /// <summary>The largest clips, by "role:ID", "user:ID" or "everyone"; what else is limited is the queue's to know.</summary>
    public IReadOnlyDictionary<string, ClipLimits> Limits { get; init => field = value ?? new Dictionary<string, ClipLimits>(); } = new Dictionary<string, ClipLimits>();

    /// <summary>What one member may have: their own word, else the most generous of their roles', else everyone's.</summary>
    public ClipLimits LimitsOf(string user, IEnumerable<string> roles)
    {
        var own = Limits.GetValueOrDefault($"user:{user}");
        var ofRoles = roles.Select(role => Limits.GetValueOrDefault($"role:{role}")).OfType<ClipLimits>().ToList();
        var all = Limits.GetValueOrDefault("everyone");
        return new(own?.Seconds ?? ofRoles.Max(one => one.Seconds) ?? all?.Seconds, own?.Pixels ?? ofRoles.Max(one => one.Pixels) ?? all?.Pixels);
    }
}

/// <summary>Null: as large as can be made.</summary>
/// <param name="Seconds">The longest clip.</param>
/// <param name="Pixels">The largest frame, width times height.</param>
public sealed record ClipLimits(double? Seconds, int? Pixels);

/// <summary>A step of the ladder: so many refused prompts in 24 hours bar for so long.</summary>
public sealed record Rung(int Refusals, TimeSpan Bar);

public enum PrivateClips
{
    Allowed,

    /// <summary>Nobody may ask for a clip that others do not see.</summary>
    Never,

    /// <summary>Every clip is only for who asked.</summary>
    Always,
}

public enum FlaggedClips
{
    /// <summary>As any other.</summary>
    Post,
    Spoiler,

    /// <summary>A moderator looks at it first.</summary>
    Hold,
    Refuse,
}

public enum ConsentQuestion
{
    Never,

    /// <summary>Once a month for each member.</summary>
    Once,

    /// <summary>Before each picture.</summary>
    Always,
}
