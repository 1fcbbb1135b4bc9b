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
            new ChatChannel { Id = WellKnown.Adults, Type = ChannelType.GuildText, Name = "adults", Position = 1, Nsfw = true, Topic = "Age-restricted." },
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

    /// <summary>The guild object of REST; the gateway's has more (see <c>Gateway/GuildCreate</c>).</summary>
    public JsonObject GuildToJson() => new()
    {
        ["id"] = WellKnown.Guild.ToString(),
        ["name"] = Options.GuildName,
        ["icon"] = null,
        ["description"] = null,
        ["splash"] = null,
        ["discovery_splash"] = null,
        ["home_header"] = null,
        ["banner"] = null,
        ["owner_id"] = Owner.Id.ToString(),
        ["application_id"] = null,
        ["region"] = "deprecated",
        ["afk_channel_id"] = null,
        ["afk_timeout"] = 300,
        ["system_channel_id"] = null,
        ["system_channel_flags"] = 0,
        ["widget_enabled"] = false,
        ["widget_channel_id"] = null,
        ["verification_level"] = 0,
        ["default_message_notifications"] = 1,
        ["explicit_content_filter"] = 0,
        ["mfa_level"] = 0,
        ["nsfw"] = false,
        ["nsfw_level"] = 0,
        ["rules_channel_id"] = null,
        ["public_updates_channel_id"] = null,
        ["safety_alerts_channel_id"] = null,
        ["vanity_url_code"] = null,
        ["premium_tier"] = 0,
        ["premium_subscription_count"] = 0,
        ["premium_progress_bar_enabled"] = false,
        ["preferred_locale"] = "en-US",
        ["max_members"] = 500000,
        ["max_presences"] = null,
        ["max_video_channel_users"] = 25,
        ["max_stage_video_channel_users"] = 50,
        ["hub_type"] = null,
        ["latest_onboarding_question_id"] = null,
        ["incidents_data"] = null,
        ["inventory_settings"] = null,
        ["features"] = new JsonArray(),
        ["emojis"] = new JsonArray(),
        ["stickers"] = new JsonArray(),
        ["roles"] = new JsonArray([.. Roles.Select(r => r.ToJson())]),
    };

    public JsonObject ApplicationToJson() => new()
    {
        ["id"] = WellKnown.Application.ToString(),
        ["name"] = Options.BotName,
        ["icon"] = null,
        ["description"] = "The application of the sandbox.",
        ["type"] = null,
        ["bot"] = Bot.ToJson(),
        ["bot_public"] = true,
        ["bot_require_code_grant"] = false,
        ["verify_key"] = new string('0', 64),
        ["flags"] = ApplicationFlags,
        ["owner"] = Owner.ToJson(),
        ["team"] = null,
        ["tags"] = new JsonArray(),
        ["redirect_uris"] = new JsonArray(),
        ["interactions_endpoint_url"] = null,
        ["role_connections_verification_url"] = null,
        ["approximate_guild_count"] = 1,
        ["approximate_user_install_count"] = 0,
        ["install_params"] = new JsonObject
        {
            ["scopes"] = new JsonArray("bot", "applications.commands"),
            ["permissions"] = Options.BotPermissions.ToString(),
        },
        ["integration_types_config"] = new JsonObject { ["0"] = new JsonObject(), ["1"] = new JsonObject() },
    };

    /// <summary>The flags that tell which privileged intents are switched on, in their "limited" form (a bot below 100 servers).</summary>
    public int ApplicationFlags =>
        (Options.AllowPresences ? 1 << 13 : 0) | (Options.AllowMembers ? 1 << 15 : 0) | (Options.AllowMessageContent ? 1 << 19 : 0);
}
