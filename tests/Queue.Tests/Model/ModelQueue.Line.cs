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
        var length = Jobs.Values.Count(job => job.Waits && job.Lane == lane);
        int Tight(int most) => length > options.TightenAt ? Math.Max(1, most * options.TightenAt / length) : most;
        var mostUser = Allowed<int>(draft.User, draft.Roles, limits => limits.Waiting) ?? options.MostWaitingPerUser;
        if (mostUser == 0)
            return EnqueueStatus.Barred;
        if (Jobs.Values.Count(job => job.User == draft.User && (job.Waits || job.Place == Place.Held)) >= Tight(mostUser))
            return EnqueueStatus.UserFull;
        var mostGuild = AllowedGuild<int>(group, limits => limits.Waiting) ?? options.MostWaitingPerGuild;
        if (AllowedGuild<int>(group, limits => limits.Waiting) == 0)
            return EnqueueStatus.Barred;
        if (mostGuild > 0 && Jobs.Values.Count(job => job.Place == Place.Line && job.Flow.Group == group) >= Tight(mostGuild))
            return EnqueueStatus.GuildFull;
        var cost = (long)Guess(lane, kind, draft.Clip.Seconds);
        if (Allowed<TimeSpan>(draft.User, draft.Roles, limits => limits.GpuADay) is { } day
            && Spent.GetValueOrDefault("u:" + draft.User) + cost
                + Jobs.Values.Where(job => job.User == draft.User && job.Place < Place.Outbox).Sum(job => job.Cost) > day.TotalMilliseconds)
            return EnqueueStatus.UserDayFull;

        var band = (Band?)Allowed<int>(draft.User, draft.Roles, limits => (int?)limits.Band, least: true);
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
            Weight = Allowed<double>(draft.User, draft.Roles, limits => limits.Weight) ?? 1,
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
        if (isFirst)
            Now[job.Flow] = job.Band == ModelJob.Front ? 0 : Rounded(job.Band, Math.Max(Time.GetValueOrDefault(job.Band), Last.GetValueOrDefault(job.Flow)));
    }

    /// <summary>Out of the line, not served.</summary>
    public void Quit(ModelJob job, Place to)
    {
        var wasInLine = job.Place == Place.Line;
        job.Place = to;
        if (wasInLine && job.Band != ModelJob.Front && !Jobs.Values.Any(other => other.Place == Place.Line && other.Lane == job.Lane && other.Flow == job.Flow))
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
        var tag = isPromoted ? job.Start + share : job.Tag;
        foreach (var other in Jobs.Values.Where(other => other.Waits && other.User == job.User && other.Group == job.Group && other.Band == band && other.Tag > tag && other != job))
            (other.Tag, other.Start) = (other.Tag - share, other.Start - share);
        if (Flows.TryGetValue((band, job.Group), out var flow) && flow.ContainsKey(job.User))
            flow[job.User] -= share;
    }

    /// <summary>All that wait in line, in the order in which they are served as long as nothing else happens and nobody is capped.</summary>
    public List<ModelJob> Order(Func<ModelJob, bool> which)
    {
        var line = Jobs.Values.Where(job => job.Place == Place.Line && which(job)).ToList();
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

    private double Root(ModelJob job) => Math.Sqrt(Math.Max(1, Flows.GetValueOrDefault(job.Flow)?.Count(row => row.Key.Length > 0) ?? 0));

    private void MoveGroup((int Band, string Group) flow, double by)
    {
        by = Math.Floor(by + 0.5);
        if (Jobs.Values.Any(job => job.Place == Place.Line && job.Flow == flow))
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
