using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Commands;

namespace ChatVideoBot.Sandbox.Guild;

/// <summary>The one guild, its channels, people and commands. Whoever reads or changes anything holds <see cref="Gate"/>.</summary>
internal sealed class House
{
    public House(SandboxOptions options, TimeProvider time)
    {
        Options = options;
        Time = time;
        Snowflakes = new Snowflakes(time);
        var founded = Snowflakes.TimeOf(WellKnown.Guild);

        Everyone = new Role(WellKnown.Guild, "@everyone", 0, 0, Permission.Everyone);
        var bots = new Role(WellKnown.BotRole, options.BotName, 1, 0, (Permission)options.BotPermissions, WellKnown.Application);
        var moderators = new Role(WellKnown.ModeratorRole, "Moderator", 2, 0x3BA55C, Permission.ManageMessages | Permission.ManageGuild
            | Permission.ModerateMembers | Permission.KickMembers | Permission.BanMembers | Permission.MentionEveryone | Permission.PinMessages);
        Roles = [Everyone, bots, moderators];

        Bot = new User(WellKnown.Application, options.BotName, null, IsBot: true);
        var owner = new User(WellKnown.Owner, "owner", "Olivia");
        var moderator = new User(WellKnown.Moderator, "moderator", "Milo");
        var member = new User(WellKnown.Member, "member", "Mia");
        People = [owner, moderator, member];
        Owner = owner;
        Members =
        [
            new Member(owner, [], founded), new Member(moderator, [moderators], founded),
            new Member(member, [], founded), new Member(Bot, [bots], founded),
        ];

        var mods = new ChatChannel
        {
            Id = WellKnown.Mods,
            Type = ChannelType.GuildText,
            Name = "mods",
            Position = 2,
            Topic = "Only moderators, the owner and the bot see this.",
        };
        mods.Overwrites.Add(new Overwrite(WellKnown.Guild, false, Permission.None, Permission.ViewChannel));
        mods.Overwrites.Add(new Overwrite(WellKnown.ModeratorRole, false, Permission.ViewChannel, Permission.None));
        mods.Overwrites.Add(new Overwrite(WellKnown.BotRole, false, Permission.ViewChannel, Permission.None));
        Channels =
        [
            new ChatChannel { Id = WellKnown.Category, Type = ChannelType.GuildCategory, Name = "Text channels" },
            new ChatChannel { Id = WellKnown.General, Type = ChannelType.GuildText, Name = "general", Topic = "Try the bot here." },
            new ChatChannel { Id = WellKnown.Adults, Type = ChannelType.GuildText, Name = "adults", Nsfw = true, Position = 1, Topic = "18+." },
            mods,
            new ChatChannel { Id = WellKnown.OwnerDm, Type = ChannelType.Dm, Recipient = owner },
            new ChatChannel { Id = WellKnown.ModeratorDm, Type = ChannelType.Dm, Recipient = moderator },
            new ChatChannel { Id = WellKnown.MemberDm, Type = ChannelType.Dm, Recipient = member },
        ];
        Commands = new CommandBook();
    }

    public Lock Gate { get; } = new();
    public SandboxOptions Options { get; }
    public TimeProvider Time { get; }
    public Snowflakes Snowflakes { get; }
    public Role Everyone { get; }
    public IReadOnlyList<Role> Roles { get; }
    public IReadOnlyList<User> People { get; }
    public User Owner { get; }
    public User Bot { get; }
    public IReadOnlyList<Member> Members { get; }
    public IReadOnlyList<ChatChannel> Channels { get; }
    public CommandBook Commands { get; }

    public User? FindUser(ulong id) => FindMember(id)?.User;
    public Member? FindMember(ulong id) => Members.FirstOrDefault(m => m.User.Id == id);
    public ChatChannel? FindChannel(ulong id) => Channels.FirstOrDefault(c => c.Id == id);

    /// <summary>What the user may do in the channel, or with null in the guild as a whole (docs: topics/permissions).</summary>
    public Permission PermissionsOf(ulong userId, ChatChannel? channel)
    {
        if (channel is { IsDm: true })
            return userId == Bot.Id || userId == channel.Recipient?.Id ? Permission.DirectMessage : Permission.None;
        if (userId == Owner.Id)
            return Permission.All;
        if (FindMember(userId) is not { } member)
            return Permission.None;

        var granted = member.Roles.Aggregate(Everyone.Permissions, (sum, role) => sum | role.Permissions);
        if (granted.HasFlag(Permission.Administrator))
            return Permission.All;
        if (channel is null)
            return granted;

        Apply(o => !o.OfMember && o.Id == WellKnown.Guild);
        Apply(o => !o.OfMember && member.Roles.Any(r => r.Id == o.Id));
        Apply(o => o.OfMember && o.Id == userId);
        if (!granted.HasFlag(Permission.ViewChannel))
            return Permission.None;
        if (!granted.HasFlag(Permission.SendMessages))
            granted &= ~(Permission.EmbedLinks | Permission.AttachFiles | Permission.MentionEveryone);
        return granted;

        void Apply(Func<Overwrite, bool> which)
        {
            Permission deny = 0, allow = 0;
            foreach (var overwrite in channel.Overwrites.Where(which))
            {
                deny |= overwrite.Deny;
                allow |= overwrite.Allow;
            }
            granted = (granted & ~deny) | allow;
        }
    }

    public bool CanView(ulong userId, ChatChannel channel) => PermissionsOf(userId, channel).HasFlag(Permission.ViewChannel);
}
