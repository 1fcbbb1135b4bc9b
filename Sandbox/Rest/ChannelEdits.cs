using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Gateway;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>Changes of a guild's channels and of threads (docs: resources/channel, "Modify Channel"). What changes nothing is told to nobody.</summary>
internal sealed class ChannelEdits(House house, GuildNews news)
{
    private const int LongestSlowMode = 21600;
    private const int MostInACategory = 50;

    public void Change(ApiCall call, ChatChannel channel)
    {
        var form = call.Form;
        var name = form.Text("name", 1, 100, trim: true);
        var topic = form.Text("topic", 0, 1024);
        var nsfw = form.Bool("nsfw");
        var position = form.Integer("position", 0, int.MaxValue);
        var (slowMode, ofThreads) = (ReadSlowMode(form), ReadSlowMode(form, "default_thread_rate_limit_per_user"));
        var minutes = ReadArchiveMinutes(form, "default_auto_archive_duration");
        var parent = ReadParent(form, channel);
        var overwrites = OverwriteForm.ReadAll(form);
        if (form.Integer("type", int.MinValue, int.MaxValue) is { } type && type != (int)channel.Type)
            form.Wrong("type", "BASE_TYPE_CHOICES", $"Value must be one of ({(int)channel.Type},).");
        form.Errors.ThrowIfAny();
        if (!house.PermissionsOf(call.Bot.Id, channel).HasFlag(Permission.ManageChannels))
            throw ApiError.MissingPermissions();
        if (overwrites is not null)
            CheckOverwrites(call, channel, overwrites);

        Tell(channel, () =>
        {
            channel.Name = name is null ? channel.Name : Spelt(channel, name);
            channel.Topic = form.Sent("topic") ? topic : channel.Topic;
            channel.Nsfw = nsfw ?? channel.Nsfw;
            channel.Position = (int?)position ?? channel.Position;
            channel.SlowModeSeconds = form.Sent("rate_limit_per_user") ? slowMode ?? 0 : channel.SlowModeSeconds;
            channel.ThreadSlowModeSeconds = form.Sent("default_thread_rate_limit_per_user") ? ofThreads ?? 0 : channel.ThreadSlowModeSeconds;
            channel.ThreadArchiveMinutes = form.Sent("default_auto_archive_duration") ? minutes : channel.ThreadArchiveMinutes;
            channel.Parent = form.Sent("parent_id") ? parent : channel.Parent;
            if (overwrites is not null)
                Replace(channel, overwrites);
        });
    }

    public void ChangeThread(ApiCall call, ChatChannel channel)
    {
        var form = call.Form;
        var thread = channel.Thread!;
        var name = form.Text("name", 1, 100, trim: true);
        var (archived, locked) = (form.Bool("archived"), form.Bool("locked"));
        form.Bool("invitable"); // of private threads
        var minutes = ReadArchiveMinutes(form, "auto_archive_duration");
        var slowMode = ReadSlowMode(form);
        var tags = form.List("applied_tags", 0, 5);
        form.Errors.ThrowIfAny();
        if (!MayChange(call, channel, reopensOnly: archived is false && form.Json.All(f => f.Key == "archived" || (f.Key == "locked" && locked is false))))
            throw ApiError.MissingPermissions();
        if (thread.Archived && archived is not false)
            throw ApiError.ThreadIsArchived();
        if (tags is { Count: > 0 })
            throw new ApiError(404, 10087, "Unknown Tag"); // there is no forum

        Tell(channel, () =>
        {
            if (archived is not null && archived != thread.Archived)
                (thread.Archived, thread.ChangedAt) = (archived.Value, house.Time.GetUtcNow());
            thread.Locked = locked ?? thread.Locked;
            thread.AutoArchiveMinutes = minutes ?? thread.AutoArchiveMinutes;
            channel.SlowModeSeconds = form.Sent("rate_limit_per_user") ? slowMode ?? 0 : channel.SlowModeSeconds;
            channel.Name = name ?? channel.Name;
        });
    }

    /// <summary>Sets one overwrite, or with null removes it.</summary>
    public void SetOverwrite(ApiCall call, ChatChannel channel, Overwrite? overwrite, ulong of)
    {
        var wanted = channel.Overwrites.ToList();
        var at = wanted.FindIndex(o => o.Id == of);
        if (overwrite is null && at < 0)
            throw ApiError.UnknownOverwrite();
        if (overwrite is null)
            wanted.RemoveAt(at);
        else if (at < 0)
            wanted.Add(overwrite);
        else
            wanted[at] = overwrite;
        CheckOverwrites(call, channel, wanted);
        Tell(channel, () => Replace(channel, wanted));
    }

    /// <summary>Places and categories of several channels at once.</summary>
    public void Arrange(ApiCall call, Community guild)
    {
        if (call.Json is not JsonArray list)
            throw FormErrors.Of("", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
        var errors = new FormErrors();
        var changes = new List<(ChatChannel Channel, Action Change)>();
        foreach (var (i, item) in list.Index())
        {
            if (item is not JsonObject one)
            {
                errors.Add($"{i}", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
                continue;
            }
            var form = new Form(one, errors, $"{i}");
            var position = form.Integer("position", 0, int.MaxValue);
            var synchronized = form.Bool("lock_permissions") is true;
            if (form.Snowflake("id", required: true) is not { } id)
                continue;
            var channel = guild.Channels.Find(c => c.Id == id && !c.IsThread) ?? throw ApiError.UnknownChannel();
            var parent = ReadParent(form, channel);
            changes.Add((channel, Move));

            void Move()
            {
                channel.Position = (int?)position ?? channel.Position;
                channel.Parent = form.Sent("parent_id") ? parent : channel.Parent;
                if (synchronized && channel.Parent is { } category)
                    Replace(channel, category.Overwrites);
            }
        }
        errors.ThrowIfAny();
        foreach (var (channel, change) in changes)
            Tell(channel, change);
    }

    public static int? ReadSlowMode(Form form, string name = "rate_limit_per_user") => (int?)form.Integer(name, 0, LongestSlowMode);

    public static int? ReadArchiveMinutes(Form form, string name)
    {
        var minutes = form.Integer(name, int.MinValue, int.MaxValue);
        if (minutes is not (null or 60 or 1440 or 4320 or 10080))
            form.Wrong(name, "BASE_TYPE_CHOICES", "Value must be one of (60, 1440, 4320, 10080).");
        return (int?)minutes;
    }

    // Whoever may write reopens a thread; its owner changes it while nobody locked it, but for the lock and slow mode.
    private bool MayChange(ApiCall call, ChatChannel channel, bool reopensOnly)
    {
        var (may, thread) = (house.PermissionsOf(call.Bot.Id, channel), channel.Thread!);
        return may.HasFlag(Permission.ManageThreads)
            || (!thread.Locked && reopensOnly && may.HasFlag(channel.SendPermission))
            || (!thread.Locked && thread.Owner.Id == call.Bot.Id && !call.Form.Has("locked") && !call.Form.Has("rate_limit_per_user"));
    }

    private static ChatChannel? ReadParent(Form form, ChatChannel channel)
    {
        if (form.Snowflake("parent_id") is not { } id)
            return null;
        var parent = channel.Guild!.Channels.Find(c => c.Id == id);
        if (parent is null)
            form.Wrong("parent_id", "CHANNEL_PARENT_INVALID", "Category does not exist");
        else if (parent.Type != ChannelType.GuildCategory || channel.Type == ChannelType.GuildCategory)
            form.Wrong("parent_id", "CHANNEL_PARENT_INVALID_TYPE", "Not a category");
        else if (channel.Parent != parent && channel.Guild.Channels.Count(c => c.Parent == parent) >= MostInACategory)
            form.Wrong("parent_id", "CHANNEL_PARENT_MAX_CHANNELS", $"Maximum number of channels in category reached ({MostInACategory})");
        return parent;
    }

    // Whoever changes overwrites needs MANAGE_ROLES, and gives and takes only what it has itself.
    private void CheckOverwrites(ApiCall call, ChatChannel channel, IReadOnlyList<Overwrite> wanted)
    {
        if (wanted.SequenceEqual(channel.Overwrites))
            return;
        var changed = wanted.Concat(channel.Overwrites).GroupBy(o => (o.Id, o.OfMember)).Aggregate(Permission.None, (sum, pair) => sum
            | (Before(pair.Key)?.Allow ?? 0) ^ (After(pair.Key)?.Allow ?? 0) | (Before(pair.Key)?.Deny ?? 0) ^ (After(pair.Key)?.Deny ?? 0));
        var may = channel.Guild!.PermissionsOf(call.Bot.Id, null);
        if (!house.PermissionsOf(call.Bot.Id, channel).HasFlag(Permission.ManageRoles) || (changed & ~may) != 0)
            throw ApiError.MissingPermissions();
        foreach (var added in wanted.Where(o => Before((o.Id, o.OfMember)) is null))
        {
            if (added.OfMember ? channel.Guild.FindMember(added.Id) is null : channel.Guild.FindRole(added.Id) is null)
                throw ApiError.UnknownOverwrite();
        }

        Overwrite? Before((ulong Id, bool OfMember) of) => channel.Overwrites.Find(o => (o.Id, o.OfMember) == of);
        Overwrite? After((ulong Id, bool OfMember) of) => wanted.FirstOrDefault(o => (o.Id, o.OfMember) == of);
    }

    private static void Replace(ChatChannel channel, IReadOnlyList<Overwrite> overwrites)
    {
        Overwrite[] copy = [.. overwrites];
        channel.Overwrites.Clear();
        channel.Overwrites.AddRange(copy);
    }

    private void Tell(ChatChannel channel, Action change)
    {
        var before = channel.ToJson();
        change();
        if (JsonNode.DeepEquals(before, channel.ToJson()))
            return;
        news.ChannelChanged(channel);
        news.TellPages();
    }

    // A text channel's name has no capitals and no spaces.
    private static string Spelt(ChatChannel channel, string name) => channel.Type != ChannelType.GuildText ? name
        : string.Join('-', name.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
