namespace ChatVideoBot.Sandbox.Guild;

/// <summary>All guilds, people, applications and their direct messages. Whoever reads or changes anything holds <see cref="Gate"/>.</summary>
internal sealed class House
{
    private readonly Dictionary<ulong, ChatChannel> _channels = [];
    private readonly Dictionary<ulong, Community> _guilds = [];
    private readonly List<Community> _guildList = [];
    private readonly List<Application> _applications = [];
    private readonly Dictionary<ulong, User> _people;

    public House(SandboxOptions options, TimeProvider time)
    {
        (Options, Time, Snowflakes) = (options, time, new Snowflakes(time));
        People =
        [
            new(WellKnown.Owner, "owner", "Olivia"), new(WellKnown.Moderator, "moderator", "Milo"), new(WellKnown.Member, "member", "Mia"),
            .. Enumerable.Range(0, options.Guests).Select(i => new User(WellKnown.FirstGuest + (ulong)i, $"guest{i + 1}", $"Guest {i + 1}")),
        ];
        _people = People.ToDictionary(person => person.Id);
        for (var i = 0; i < options.Guilds; i++)
            AddGuild(i == 0 ? options.GuildName : $"{options.GuildName} {i + 1}");
        for (var i = 0; i < options.Bots; i++)
        {
            var application = AddApplication(i == 0 ? options.BotName : $"{options.BotName} {i + 1}", i == 0 ? options.Token : null, options.BotPermissions);
            foreach (var guild in _guildList)
                guild.Admit(application, Snowflakes.TimeOf(guild.Id));
        }
    }

    public Lock Gate { get; } = new();
    public SandboxOptions Options { get; }
    public TimeProvider Time { get; }
    public Snowflakes Snowflakes { get; }

    /// <summary>The owner, the moderator and the member, who are in every guild, then the guests.</summary>
    public IReadOnlyList<User> People { get; }
    public User Owner => People[0];
    public IReadOnlyList<Application> Applications => _applications;
    public IReadOnlyList<Community> Guilds => _guildList;
    public IEnumerable<ChatChannel> DirectMessages => _channels.Values.Where(c => c.IsDm);

    /// <summary>A new application, in no guild yet, with a direct message to everybody.</summary>
    /// <param name="permissions">What its role shall be allowed in each guild.</param>
    public Application AddApplication(string name, string? token, ulong permissions)
    {
        var application = new Application(_applications.Count, name, token, (Permission)permissions);
        _applications.Add(application);
        foreach (var (person, first) in People.Zip(
            [WellKnown.OwnerDm, WellKnown.ModeratorDm, WellKnown.MemberDm, .. Enumerable.Range(0, Options.Guests).Select(i => WellKnown.FirstGuestDm + (ulong)i)]))
        {
            Add(new ChatChannel
            {
                Id = WellKnown.Later(first, application.Number),
                Type = ChannelType.Dm,
                Recipient = person,
                Application = application,
            });
        }
        return application;
    }

    /// <summary>A new guild with its people and no bot.</summary>
    public Community AddGuild(string name)
    {
        var number = _guildList.Count;
        var people = Options.GuestsApart ? People.Where((_, i) => i < 3 || (i - 3) % Options.Guilds == number) : People;
        var guild = new Community(number, name, [.. people], Time);
        _guildList.Add(guild);
        _guilds.Add(guild.Id, guild);
        foreach (var channel in guild.Channels)
            Add(channel);
        return guild;
    }

    public void Add(ChatChannel channel) => _channels.Add(channel.Id, channel);

    public void Remove(ChatChannel channel)
    {
        _channels.Remove(channel.Id);
        channel.Guild?.Channels.Remove(channel);
    }

    public Community? FindGuild(ulong id) => _guilds.GetValueOrDefault(id);
    public ChatChannel? FindChannel(ulong id) => _channels.GetValueOrDefault(id);
    public Application? FindApplication(ulong id) => _applications.Find(a => a.Id == id);
    public Application? FindByToken(string token) => _applications.Find(a => a.Token == token);
    public User? FindPerson(ulong id) => _people.GetValueOrDefault(id);
    public User? FindUser(ulong id) => FindPerson(id) ?? FindApplication(id)?.Bot;

    /// <summary>What the user may do in the channel.</summary>
    public Permission PermissionsOf(ulong userId, ChatChannel channel) =>
        channel.Guild is { } guild ? guild.PermissionsOf(userId, channel)
        : userId == channel.Application?.Id || userId == channel.Recipient?.Id ? Permission.DirectMessage : Permission.None;

    public bool CanView(ulong userId, ChatChannel channel) => PermissionsOf(userId, channel).HasFlag(Permission.ViewChannel);
}
