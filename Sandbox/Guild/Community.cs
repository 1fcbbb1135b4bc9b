using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Guild;

/// <summary>One guild: its roles, members and channels. Called under the house's lock.</summary>
internal sealed class Community
{
    private readonly TimeProvider _time;
    private readonly ChatChannel _mods;
    private readonly Role _moderators;

    /// <param name="number">0 for the first, whose ids are those of <see cref="WellKnown"/>.</param>
    /// <param name="people">The owner, a moderator, then members.</param>
    public Community(int number, string name, IReadOnlyList<User> people, TimeProvider time)
    {
        _time = time;
        (Number, Name, Owner) = (number, name, people[0]);
        Everyone = new Role(Id, "@everyone", 0, 0, Permission.Everyone);
        _moderators = new Role(At(WellKnown.ModeratorRole), "Moderator", 2, 0x3BA55C, Permission.ManageMessages | Permission.ManageGuild
            | Permission.ModerateMembers | Permission.KickMembers | Permission.BanMembers | Permission.MentionEveryone | Permission.PinMessages
            | Permission.ManageThreads | Permission.BypassSlowmode);
        Roles = [Everyone, _moderators];
        var founded = Snowflakes.TimeOf(Id);
        Members = [new(people[0], [], founded), new(people[1], [_moderators], founded), .. people.Skip(2).Select(person => new Member(person, [], founded))];

        var category = new ChatChannel { Id = At(WellKnown.Category), Guild = this, Type = ChannelType.GuildCategory, Name = "Text channels" };
        _mods = Text(WellKnown.Mods, "mods", 2, "Only moderators, the owner and the bot see this.");
        _mods.Overwrites.Add(new Overwrite(Id, false, Permission.None, Permission.ViewChannel));
        _mods.Overwrites.Add(new Overwrite(_moderators.Id, false, Permission.ViewChannel, Permission.None));
        Channels = [category, Text(WellKnown.General, "general", 0, "Try the bot here."), Text(WellKnown.Adults, "adults", 1, "18+.", nsfw: true), _mods];

        ulong At(ulong first) => WellKnown.Later(first, number);
        ChatChannel Text(ulong first, string called, int position, string topic, bool nsfw = false) => new()
        {
            Id = At(first),
            Guild = this,
            Type = ChannelType.GuildText,
            Parent = category,
            Name = called,
            Position = position,
            Topic = topic,
            Nsfw = nsfw,
        };
    }

    public int Number { get; }

    /// <summary>Also the id of its @everyone role, as on Discord.</summary>
    public ulong Id => WellKnown.Later(WellKnown.Guild, Number);
    public string Name { get; }
    public User Owner { get; }
    public Role Everyone { get; }
    public List<Role> Roles { get; }
    public List<Member> Members { get; }
    public List<ChatChannel> Channels { get; }

    /// <summary>Its AutoMod rules, as Discord writes them. The sandbox holds nobody to them.</summary>
    public List<JsonObject> AutoModRules { get; } = [];

    /// <summary>An outage: its bots get no events of it until it ends.</summary>
    public bool Unavailable { get; set; }

    public Member? FindMember(ulong id) => Members.Find(m => m.User.Id == id);
    public Role? FindRole(ulong id) => Roles.Find(r => r.Id == id);

    /// <summary>Lets a bot in, with a role of its own that also opens #mods.</summary>
    public Member Admit(Application bot, DateTimeOffset joined)
    {
        var id = bot.Number == 0 ? WellKnown.Later(WellKnown.BotRole, Number) : Id + 100 + (ulong)bot.Number;
        var role = new Role(id, bot.Bot.Name, bot.Number == 0 ? 1 : 2 + bot.Number, 0, bot.Permissions, bot.Id);
        var member = new Member(bot.Bot, [role], joined);
        Roles.Add(role);
        Members.Add(member);
        _mods.Overwrites.Add(new Overwrite(id, false, Permission.ViewChannel, Permission.None));
        bot.Guilds.Add(this);
        return member;
    }

    public void Dismiss(Application bot)
    {
        bot.Guilds.Remove(this);
        Members.RemoveAll(m => m.User.Id == bot.Id);
        foreach (var role in Roles.Where(r => r.BotId == bot.Id).ToArray())
        {
            Roles.Remove(role);
            _mods.Overwrites.RemoveAll(o => o.Id == role.Id);
        }
    }

    /// <summary>The position of the user's highest role; 0 for @everyone alone.</summary>
    public int RankOf(ulong userId) => FindMember(userId)?.Roles.Select(r => r.Position).DefaultIfEmpty().Max() ?? 0;

    /// <summary>Whether the user may give the role or take it: not one as high as their own, nor a bot's (docs: topics/permissions, "Permission Hierarchy").</summary>
    public bool MayGive(ulong userId, Role role) => (userId == Owner.Id || role.Position < RankOf(userId)) && role.BotId is null && role != Everyone;

    /// <summary>Whether the user may moderate the other, who stands lower.</summary>
    public bool Outranks(ulong userId, ulong other) => userId == Owner.Id || (other != Owner.Id && RankOf(other) < RankOf(userId));

    /// <summary>What the user may do in the channel, or with null in the guild as a whole (docs: topics/permissions).</summary>
    public Permission PermissionsOf(ulong userId, ChatChannel? channel)
    {
        if (FindMember(userId) is not { } member)
            return Permission.None;
        if (userId == Owner.Id)
            return Permission.All;
        var granted = member.Roles.Aggregate(Everyone.Permissions, (sum, role) => sum | role.Permissions);
        if (granted.HasFlag(Permission.Administrator))
            return Permission.All;
        if (channel is not null)
        {
            var overwrites = (channel.IsThread ? channel.Parent! : channel).Overwrites;
            granted = Apply(granted, overwrites.Where(o => !o.OfMember && o.Id == Id));
            granted = Apply(granted, overwrites.Where(o => !o.OfMember && member.Roles.Exists(r => r.Id == o.Id)));
            granted = Apply(granted, overwrites.Where(o => o.OfMember && o.Id == userId));
            if (!granted.HasFlag(Permission.ViewChannel))
                return Permission.None;
            if (!granted.HasFlag(channel.SendPermission))
                granted &= ~(Permission.EmbedLinks | Permission.AttachFiles | Permission.MentionEveryone);
        }
        return member.TimedOutUntil > _time.GetUtcNow() ? granted & Permission.TimedOut : granted;
    }

    private static Permission Apply(Permission granted, IEnumerable<Overwrite> overwrites)
    {
        Permission deny = 0, allow = 0;
        foreach (var overwrite in overwrites)
        {
            deny |= overwrite.Deny;
            allow |= overwrite.Allow;
        }
        return (granted & ~deny) | allow;
    }
}
