namespace ChatVideoBot.Queue.Tests.Model;

// The work, and what becomes of it.
internal sealed partial class ModelQueue
{
    /// <summary>Who is next for a worker; null for nobody, or because it may have none.</summary>
    public ModelJob? Next(string worker, IReadOnlyList<string> lanes)
    {
        if (Workers[worker].Standing.Length > 0 || Mode == QueueMode.Paused || ClipBytes >= options.MostClipBytes)
            return null;
        var running = Jobs.Values.Where(job => job.Place == Place.Worker).ToList();
        return First([.. Jobs.Values.Where(job => job.Place == Place.Line && !IsPaused(job) && lanes.Contains(job.Lane))], MayRun, Now, Fence + 1);

        bool MayRun(ModelJob job) =>
            running.Count(other => other.User == job.User) < (Allowed(job.User, limits => limits.Running) ?? int.MaxValue)
            && running.Count(other => other.User == job.User && other.Group == job.Group)
                < (AllowedMember<int>(job.Group, job.User, job.Roles, limits => limits.Running) ?? int.MaxValue)
            && running.Count(other => other.Group == job.Group) < (AllowedGuild<int>(job.Group, limits => limits.Running) ?? int.MaxValue);
    }

    public void Claim(ModelJob job, string worker, long token)
    {
        job.Share = null;
        if (job.Band != ModelJob.Front)
        {
            var flow = Flows[job.Flow];
            flow[""] = Math.Max(flow.GetValueOrDefault("", double.MinValue), job.Tag);
            job.Share = Math.Ceiling(job.Cost / Root(job));
            var tag = Now[job.Flow];
            Time[job.Band] = Math.Max(Time.GetValueOrDefault(job.Band), tag);
            Last[job.Flow] = Math.Max(Last.GetValueOrDefault(job.Flow), tag + job.Share.Value);
            Now[job.Flow] = Rounded(job.Band, tag + job.Share.Value);
        }
        (job.Place, job.State, job.Token, job.Worker) = (Place.Worker, JobState.Claimed, token, worker);
        (job.Attempt, job.Progress) = (job.Attempt + 1, 0);
        Fence = token;
        Tell("started", job.Id);
    }

    /// <summary>Whether a worker's word counts: true when it holds the job; else it did this already, or is too late, which is counted.</summary>
    public bool Holds(ModelJob? job, string verb, long token, out bool answer)
    {
        answer = job is not null && (verb == "complete"
            ? job.State is JobState.Delivering or JobState.Done && job.Token == token // its clip is the one that was taken
            : job.Did == $"{verb}:{token}");
        if (answer)
            return false;
        answer = job is { Place: Place.Worker } && job.Token == token;
        if (!answer)
            Counters["stale"]++;
        else if (verb != "complete") // that one shows in the state
            job!.Did = $"{verb}:{token}";
        return answer;
    }

    public void Complete(ModelJob job, long ran, long clipBytes)
    {
        if (job.IsCancelWanted)
        {
            Stop(job, JobState.Cancelled, ran);
            return;
        }
        Measure(job, ran);
        Workers[job.Worker].Faults = 0;
        Settle(job, ran);
        (job.ClipBytes, job.IsDelivering) = (clipBytes, true);
        Finish(job, JobState.Delivering, "made");
    }

    public void Fail(ModelJob job, bool isRetry, Func<long> ran, bool isAudited = true)
    {
        if (job.IsCancelWanted)
        {
            Stop(job, JobState.Cancelled, ran());
            return;
        }
        if (isRetry)
            Fault(job, isAudited);
        job.Failures++;
        if (!isRetry || job.Failures >= options.Attempts)
        {
            Stop(job, JobState.Failed, ran());
            return;
        }
        Refund(job);
        (job.State, job.Place) = (JobState.Waiting, Place.Later);
        Tell("requeued", job.Id);
    }

    public void Crash(ModelJob job, Func<long> ran, bool isAudited = true)
    {
        Counters["crashes"]++;
        Fault(job, isAudited);
        if (job.IsCancelWanted)
            Stop(job, JobState.Cancelled, ran());
        else if (++job.Crashes >= options.Crashes)
            Stop(job, JobState.Failed, ran());
        else
            Back(job);
    }

    /// <summary>Unfinished, to the place it had.</summary>
    public void Back(ModelJob job)
    {
        job.Place = Place.Later; // for a moment: its line may be empty
        Enter(job);
        Refund(job);
        Tell("requeued", job.Id);
    }

    public void Stop(ModelJob job, JobState state, long ran)
    {
        Settle(job, ran);
        Finish(job, state, state.ToString().ToLowerInvariant());
    }

    public void Finish(ModelJob job, JobState state, string kind)
    {
        (job.State, job.Place, job.Tries, job.DeliveryToken) = (state, Place.Outbox, 0, 0);
        Tell(kind, job.Id);
    }

    public void Forget(ModelJob job) => Jobs.Remove(job.Id);

    public void Promote(ModelJob job)
    {
        Quit(job, Place.Later);
        job.Was = job.Band;
        (job.Band, job.Tag) = (ModelJob.Front, ++Promotions);
        Enter(job);
    }

    /// <summary>What a sweep forgets: last tags that the band's time is past.</summary>
    public void Prune()
    {
        foreach (var flow in Last.Where(row => Time.TryGetValue(row.Key.Band, out var now) && row.Value < now).Select(row => row.Key).ToArray())
            Last.Remove(flow);
    }

    private void Refund(ModelJob job)
    {
        if (job is { Share: { } share } && job.Band != ModelJob.Front)
            MoveGroup(job.Flow, -share);
        job.Share = null;
    }

    private void Settle(ModelJob job, long ran)
    {
        foreach (var whose in new[] { "u:" + job.User, "g:" + job.Group, $"m:{job.Group}:{job.User}" }.Where(name => !name.StartsWith("m:@", StringComparison.Ordinal)))
            Spent[whose] = Spent.GetValueOrDefault(whose) + ran;
        var wrong = ran - job.Cost;
        if (job.Band == ModelJob.Front || Math.Abs(wrong) < 50)
            return;
        job.Place = Place.Outbox; // it does not wait while its group is moved
        if (Flows.TryGetValue(job.Flow, out var flow) && flow.ContainsKey(job.User))
            flow[job.User] += Math.Floor((wrong / job.Weight) + 0.5);
        if (job.Share is { } share)
            MoveGroup(job.Flow, wrong * share / job.Cost);
    }

    /// <param name="isAudited">False when the word came from a user of Redis that may not write the audit.</param>
    private void Fault(ModelJob job, bool isAudited)
    {
        var worker = Workers[job.Worker];
        if (worker.LastFault == job.Id)
            return;
        (worker.Faults, worker.LastFault) = (worker.Faults + 1, job.Id);
        Counters["faults"]++;
        if (worker.Faults < options.FaultsToSetAside || worker.Standing.Length > 0)
            return;
        (worker.Standing, worker.Faults) = ("aside", 0);
        Events.Add(("aside", job.Worker));
        if (isAudited)
            Audit.Add(("set aside", job.Worker));
    }
}
