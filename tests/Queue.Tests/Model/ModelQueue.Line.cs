namespace ChatVideoBot.Queue.Tests.Model;

// The line.
internal sealed partial class ModelQueue
{
    /// <summary>What an enqueue should come to.</summary>
    public EnqueueStatus Enqueue(JobDraft draft, string lane, string kind)
    {
        if (Jobs.ContainsKey(draft.Id))
            return EnqueueStatus.Known;
        if (Mode == QueueMode.Draining)
            return EnqueueStatus.Draining;
        var group = draft.Guild.Length > 0 ? draft.Guild : "@" + draft.User;
        if (Modes.GetValueOrDefault(group) == QueueMode.Draining)
            return EnqueueStatus.GuildDraining;
        var length = Jobs.Values.Count(job => job.Waits && job.Lane == lane);
        int Tight(int most) => length > options.TightenAt ? Math.Max(1, most * options.TightenAt / length) : most;
        var mostHere = AllowedMember<int>(group, draft.User, draft.Roles, limits => limits.Waiting);
        var mostUser = Allowed(draft.User, limits => limits.Waiting) ?? (mostHere is null ? options.MostWaitingPerUser : null);
        if (mostHere == 0 || mostUser == 0)
            return EnqueueStatus.Barred;
        var theirs = Jobs.Values.Where(job => job.User == draft.User && (job.Waits || job.Place == Place.Held)).ToList();
        if ((mostUser is { } most && theirs.Count >= Tight(most)) || (mostHere is { } here && theirs.Count(job => job.Group == group) >= Tight(here)))
            return EnqueueStatus.UserFull;
        var mostGuild = AllowedGuild<int>(group, limits => limits.Waiting) ?? options.MostWaitingPerGuild;
        if (AllowedGuild<int>(group, limits => limits.Waiting) == 0)
            return EnqueueStatus.Barred;
        if (mostGuild > 0 && Jobs.Values.Count(job => job.Place == Place.Line && job.Flow.Group == group) >= Tight(mostGuild))
            return EnqueueStatus.GuildFull;
        var cost = (long)Guess(lane, kind, draft.Clip.Seconds);
        if (AllowedMember<TimeSpan>(group, draft.User, draft.Roles, limits => limits.GpuADay) is { } hours
            && Spent.GetValueOrDefault($"m:{group}:{draft.User}") + cost
                + Jobs.Values.Where(job => job.User == draft.User && job.Group == group && job.Place < Place.Outbox).Sum(job => job.Cost) > hours.TotalMilliseconds)
            return EnqueueStatus.UserDayFull;
        if (Allowed(draft.User, limits => limits.GpuADay) is { } day
            && Spent.GetValueOrDefault("u:" + draft.User) + cost
                + Jobs.Values.Where(job => job.User == draft.User && job.Place < Place.Outbox).Sum(job => job.Cost) > day.TotalMilliseconds)
            return EnqueueStatus.UserDayFull;

        var band = (Band?)(AllowedMember<int>(group, draft.User, draft.Roles, limits => (int?)limits.Band, least: true) ?? Allowed(draft.User, limits => (int?)limits.Band));
        var job = new ModelJob
        {
            Id = draft.Id,
            User = draft.User,
            Group = group,
            Roles = draft.Roles,
            Lane = lane,
            Kind = kind,
            Seconds = draft.Clip.Seconds,
            Cost = cost,
            Weight = AllowedMember<double>(group, draft.User, draft.Roles, limits => limits.Weight) ?? Allowed(draft.User, limits => limits.Weight) ?? 1,
            Band = 1 + (int)(draft.Band ?? band ?? Band.Normal),
        };
        Jobs.Add(job.Id, job);
        if (draft.Hold)
        {
            (job.State, job.Place) = (JobState.Held, Place.Held);
            Tell("held", job.Id);
            return EnqueueStatus.Accepted;
        }
        Join(job);
        Tell("queued", job.Id);
        return EnqueueStatus.Accepted;
    }

    /// <summary>A new place in line, behind what the user asked for before.</summary>
    public void Join(ModelJob job)
    {
        if (!Flows.TryGetValue((job.Band, job.Group), out var flow))
            Flows[(job.Band, job.Group)] = flow = [];
        job.Start = Math.Max(flow.GetValueOrDefault(""), flow.GetValueOrDefault(job.User));
        job.Tag = job.Start + Math.Ceiling(job.Cost / job.Weight);
        flow[job.User] = job.Tag;
        if (flow.TryGetValue("", out var now))
        {
            foreach (var user in flow.Where(row => row.Value < now).Select(row => row.Key).ToArray())
                flow.Remove(user);
        }
        Enter(job);
    }

    /// <summary>Into the line, by the tag it has.</summary>
    public void Enter(ModelJob job)
    {
        var isFirst = !Jobs.Values.Any(other => other != job && other.Place == Place.Line && other.Lane == job.Lane && other.Flow == job.Flow);
        (job.State, job.Place) = (JobState.Waiting, Place.Line);
        if (job.Band == ModelJob.Front)
            Now[job.Flow] = 0;
        else if (isFirst && !IsPaused(job))
            Now[job.Flow] = Rounded(job.Band, Math.Max(Time.GetValueOrDefault(job.Band), Last.GetValueOrDefault(job.Flow)));
    }

    /// <summary>Out of the line, not served.</summary>
    public void Quit(ModelJob job, Place to)
    {
        var wasInLine = job.Place == Place.Line;
        job.Place = to;
        if (wasInLine && job.Band != ModelJob.Front && !IsPaused(job) && !Jobs.Values.Any(other => other.Place == Place.Line && other.Lane == job.Lane && other.Flow == job.Flow))
            Last[job.Flow] = Now[job.Flow];
    }

    /// <summary>Out of wherever it waits; who asked for it gets its cost back.</summary>
    public void Vacate(ModelJob job, Place to)
    {
        if (job.Place == Place.Held)
        {
            job.Place = to;
            return;
        }
        Quit(job, to);
        var isPromoted = job.Band == ModelJob.Front;
        var (share, band) = (Math.Ceiling(job.Cost / job.Weight), isPromoted ? job.Was : job.Band);
        var tag = job.Start + share;
        foreach (var other in Jobs.Values.Where(other => other.Waits && other.User == job.User && other.Group == job.Group && other.Band == band && other.Tag > tag && other != job))
            (other.Tag, other.Start) = (other.Tag - share, other.Start - share);
        if (Flows.TryGetValue((band, job.Group), out var flow) && flow.ContainsKey(job.User))
            flow[job.User] -= share;
    }

    /// <summary>All that wait in line, in the order in which they are served as long as nothing else happens and nobody is capped.</summary>
    public List<ModelJob> Order(Func<ModelJob, bool> which)
    {
        var line = Jobs.Values.Where(job => job.Place == Place.Line && !IsPaused(job) && which(job)).ToList();
        var tags = line.Select(job => job.Flow).Distinct().ToDictionary(flow => flow, flow => Now[flow]);
        var order = new List<ModelJob>();
        for (var fence = Fence + 1; line.Count > 0; fence++)
        {
            var next = First(line, _ => true, tags, fence)!;
            line.Remove(next);
            order.Add(next);
            if (next.Band != ModelJob.Front)
                tags[next.Flow] = Rounded(next.Band, tags[next.Flow] + Math.Ceiling(next.Cost / Root(next)));
        }
        return order;
    }

    /// <summary>The next of a line: promoted ones; each eighth time the lowest band; else the highest; there the group, then the user.</summary>
    private static ModelJob? First(IReadOnlyCollection<ModelJob> line, Func<ModelJob, bool> mayRun, Dictionary<(int, string), double> tags, long fence)
    {
        if (line.Count == 0)
            return null;
        var lowest = line.Max(job => job.Band);
        return line.GroupBy(job => (job.Flow, job.Lane))
            .OrderBy(group => group.Key.Flow.Band == ModelJob.Front ? -2 : fence % 8 == 0 && group.Key.Flow.Band == lowest ? -1 : group.Key.Flow.Band)
            .ThenBy(group => tags[group.Key.Flow])
            .ThenBy(group => Name(group.Key.Flow.Band) + ":" + group.Key.Flow.Group, StringComparer.Ordinal)
            .ThenBy(group => group.Min(job => job.Tag)).ThenBy(group => group.Key.Lane, StringComparer.Ordinal)
            .SelectMany(group => group.OrderBy(job => job.Tag).ThenBy(job => job.Id.Value, StringComparer.Ordinal))
            .FirstOrDefault(mayRun);
    }

    /// <summary>A guild's groups leave the line, or come back with the last tag they had; promoted jobs stand apart meanwhile.</summary>
    public void SetMode(string guild, QueueMode mode)
    {
        var flows = Jobs.Values.Where(job => job.Place == Place.Line && job.Group == guild && job.Band != ModelJob.Front).Select(job => job.Flow).Distinct().ToList();
        var was = Modes.GetValueOrDefault(guild);
        if (mode == QueueMode.Open)
            Modes.Remove(guild);
        else
            Modes[guild] = mode;
        foreach (var flow in flows)
        {
            if (mode == QueueMode.Paused && was != QueueMode.Paused)
                Last[flow] = Now[flow];
            else if (mode != QueueMode.Paused && was == QueueMode.Paused)
                Now[flow] = Rounded(flow.Band, Math.Max(Time.GetValueOrDefault(flow.Band), Last.GetValueOrDefault(flow)));
        }
    }

    /// <summary>Before all others of its group and band; false where it is there.</summary>
    public bool Lead(ModelJob job)
    {
        if (job.Band == ModelJob.Front)
            return false;
        var line = Jobs.Values.Where(other => other.Place == Place.Line && other.Flow == job.Flow).ToList();
        if (job.Place == Place.Line && line.All(other => other == job || other.Tag > job.Tag || (other.Tag == job.Tag && other.Lane == job.Lane && string.CompareOrdinal(other.Id.Value, job.Id.Value) > 0)))
            return false;
        Quit(job, Place.Later);
        job.Tag = line.Select(other => other.Tag).Append(job.Tag).Min() - 1;
        Enter(job);
        return true;
    }

    private double Root(ModelJob job) => Math.Sqrt(Math.Max(1, Flows.GetValueOrDefault(job.Flow)?.Count(row => row.Key.Length > 0) ?? 0));

    private void MoveGroup((int Band, string Group) flow, double by)
    {
        by = Math.Floor(by + 0.5);
        if (Jobs.Values.Any(job => job.Place == Place.Line && job.Flow == flow && !IsPaused(job)))
        {
            var old = Now[flow];
            Now[flow] = Rounded(flow.Band, Math.Max(0, old + by));
            Last[flow] = Math.Max(0, old + by);
        }
        else if (Last.TryGetValue(flow, out var old))
        {
            Last[flow] = Math.Max(0, old + by);
        }
    }
}
