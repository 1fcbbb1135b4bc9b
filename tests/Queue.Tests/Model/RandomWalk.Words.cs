namespace ChatVideoBot.Queue.Tests.Model;

// What the bot and the moderators do.
internal sealed partial class RandomWalk
{
    private async Task CancelAsync()
    {
        if (AnyJob(_ => true) is not { } job)
            return;
        Did($"cancel {job.Id}");
        var expected = job.Place switch
        {
            Place.Line or Place.Later or Place.Held => CancelResult.Cancelled,
            Place.Worker => CancelResult.Stopping,
            Place.Review => CancelResult.Cancelled,
            _ => job.State == JobState.Cancelled ? CancelResult.Cancelled : CancelResult.TooLate,
        };
        if (Cancelled(job))
            Model.Audit.Add(("cancel", job.Id.Value));
        Same(expected, await queue.CancelAsync(job.Id, Mod, cancel));
        await OutAsync(job);
    }

    private async Task ClearAsync()
    {
        var (user, guild) = ($"u{random.Next(8)}", random.Next(2) == 0 ? "" : $"g{random.Next(3)}");
        Did($"clear {user} {guild}");
        var jobs = Model.Jobs.Values.Where(job => job.User == user && (guild.Length == 0 || job.Group == guild)).ToArray();
        var stopping = jobs.Count(job => job.Place == Place.Worker);
        foreach (var job in jobs.Where(job => job.Place == Place.Worker))
            job.IsCancelWanted = true;
        var waiting = ((object?[])(await RawAsync("ZREVRANGE", Key("u:" + user), 0, -1))!)
            .Concat((object?[])(await RawAsync("ZRANGE", Key("reviews"), 0, -1))!).Cast<string>().Select(id => Model.Jobs[new JobId(id)]).Where(jobs.Contains).ToArray();
        Same(jobs.Count(job => job.Waits || job.Place is Place.Held or Place.Review), waiting.Length);
        foreach (var job in waiting)
            Assert.True(Cancelled(job));
        Model.Audit.Add(("clear user", user));
        Same(new Cleared(waiting.Length, stopping), await (guild.Length == 0 ? queue.ClearUserAsync(user, Mod, cancel) : queue.ClearUserAsync(user, guild, Mod, cancel)));
        foreach (var job in waiting)
            await OutAsync(job);
    }

    private bool Cancelled(ModelJob job)
    {
        if (job.Place == Place.Worker)
        {
            (var was, job.IsCancelWanted) = (job.IsCancelWanted, true);
            return !was;
        }
        if (job.Place == Place.Review)
        {
            (job.HeldBytes, job.IsDelivering) = (0, false);
            Model.Finish(job, JobState.Cancelled, "cancelled");
            return true;
        }
        if (!job.Waits && job.Place != Place.Held)
            return false;
        Model.Vacate(job, Place.Outbox);
        Model.Finish(job, JobState.Cancelled, "cancelled");
        return true;
    }

    private async Task MoveAsync()
    {
        if (AnyJob(job => random.Next(8) == 0 || job.Waits || job.Place == Place.Held) is not { } job)
            return;
        switch (random.Next(5))
        {
            case 4:
                Did($"lead {job.Id}");
                Same(job.Waits ? MoveResult.Moved : MoveResult.NotWaiting, await queue.LeadAsync(job.Id, Mod, cancel));
                if (job.Waits && Model.Lead(job))
                    Told("lead", "moved", job);
                return;
            case 0:
                Did($"promote {job.Id}");
                Same(job.Waits ? MoveResult.Moved : MoveResult.NotWaiting, await queue.PromoteAsync(job.Id, Mod, cancel));
                if (!job.Waits || job.Band == ModelJob.Front)
                    return;
                Model.Promote(job);
                Told("promote", "moved", job);
                return;
            case 1:
                var band = (Band)random.Next(4);
                Did($"move {job.Id} to {band}");
                Same(job.Waits || job.Place == Place.Held ? MoveResult.Moved : MoveResult.NotWaiting, await queue.MoveAsync(job.Id, band, Mod, cancel));
                if ((!job.Waits && job.Place != Place.Held) || job.Band == 1 + (int)band)
                    return;
                if (job.Waits)
                {
                    Model.Vacate(job, Place.Later);
                    job.Band = 1 + (int)band;
                    Model.Join(job);
                }
                else
                {
                    job.Band = 1 + (int)band;
                }
                Told($"move to {ModelQueue.Name(job.Band)}", "moved", job);
                return;
            case 2:
                Did($"hold {job.Id}");
                Same(job.Waits || job.Place == Place.Held ? MoveResult.Moved : MoveResult.NotWaiting, await queue.HoldAsync(job.Id, Mod, cancel));
                if (!job.Waits)
                    return;
                Model.Vacate(job, Place.Held);
                (job.State, job.Band) = (JobState.Held, job.Band == ModelJob.Front ? job.Was : job.Band);
                Told("hold", "held", job);
                return;
            default:
                Did($"let {job.Id} go");
                Same(job.Waits || job.Place == Place.Held ? MoveResult.Moved : MoveResult.NotWaiting, await queue.LetGoAsync(job.Id, Mod, cancel));
                if (job.Place != Place.Held)
                    return;
                Model.Join(job);
                Told("let go", "queued", job);
                return;
        }

        void Told(string what, string kind, ModelJob which)
        {
            Model.Audit.Add((what, which.Id.Value));
            Model.Tell(kind, which.Id);
        }
    }

    private async Task DeliverAsync()
    {
        if (random.Next(2) == 0 || AnyJob(job => job.Place == Place.Outbox && job.DeliveryToken > 0) is not { } job)
        {
            Did("take");
            var now = await NowAsync();
            var expected = Model.Jobs.Values.Where(one => one.Place == Place.Outbox && one.Due <= now)
                .OrderBy(one => one.Due).ThenBy(one => one.Id.Value, StringComparer.Ordinal).FirstOrDefault();
            var taken = await queue.TakeDeliveryAsync(cancel);
            Same(expected?.Id, taken?.Job.Id);
            if (taken is null)
                return;
            Assert.True(taken.Token > Model.DeliveryFence, "a token did not grow");
            (Model.DeliveryFence, expected!.DeliveryToken) = (taken.Token, taken.Token);
            Same((++expected.Tries, expected.IsDelivering), (taken.Tries, taken.Clip is not null));
            _deliveries.Add(taken);
            await OutAsync(expected);
            return;
        }
        var delivery = _deliveries.Last(one => one.Token == job.DeliveryToken);
        switch (random.Next(6))
        {
            case 5 when job.IsDelivering:
                Did($"hold the clip of {job.Id}");
                Same(job.ClipBytes > 0 ? ClipHold.Held : ClipHold.NoRoom, await queue.HoldDeliveryAsync(delivery, cancel));
                if (job.ClipBytes == 0)
                    break;
                Same(ClipHold.Held, await queue.HoldDeliveryAsync(delivery, cancel)); // repeated
                Over(job, "hold");
                (job.Place, job.HeldBytes, job.ClipBytes) = (Place.Review, job.ClipBytes, 0);
                Model.Tell("held", job.Id);
                break;
            case 0:
                Did($"postpone {job.Id}");
                Assert.True(await queue.PostponeAsync(delivery, TimeSpan.FromSeconds(random.Next(2) * 100), cancel));
                Over(job, "postpone");
                await OutAsync(job);
                break;
            case 1:
                Did($"the bot dies with {job.Id}");
                await RawAsync("ZADD", Key("out"), "XX", 1, job.Id.Value);
                await OutAsync(job);
                break;
            case 2:
                var keep = random.Next(2) == 0;
                Did($"refuse {job.Id}{(keep ? " and keep its clip" : "")}");
                Assert.True(await queue.RefuseAsync(delivery, Broken, cancel, keep));
                Over(job, "refuse");
                if (keep && job.IsDelivering && job.ClipBytes > 0)
                    Model.Kept[job.Id] = job.ClipBytes;
                job.ClipBytes = 0;
                if (job.IsDelivering)
                    Model.Finish(job, JobState.Failed, "failed");
                else
                    job.Place = Place.Kept;
                job.IsDelivering = false;
                await OutAsync(job);
                break;
            default:
                Did($"acknowledge {job.Id}");
                Assert.True(await queue.AcknowledgeAsync(delivery, cancel));
                Over(job, "acknowledge");
                (job.Place, job.ClipBytes) = (Place.Kept, 0);
                if (job.IsDelivering)
                {
                    job.State = JobState.Done;
                    Model.Tell("done", job.Id);
                }
                break;
        }

        void Over(ModelJob which, string verb) => (which.Did, which.DeliveryToken) = ($"{verb}:{delivery.Token}", 0);
    }

    /// <summary>Words of workers and bots that come late, or twice.</summary>
    private async Task LateAsync()
    {
        if (_leases.Count == 0 || _deliveries.Count == 0)
            return;
        var lease = _leases[^Math.Min(_leases.Count, random.Next(1, 40))];
        var job = Model.Jobs.GetValueOrDefault(lease.Id);
        var delivery = _deliveries[^Math.Min(_deliveries.Count, random.Next(1, 20))];
        var told = Model.Jobs.GetValueOrDefault(delivery.Job.Id);
        if ((job is { Place: Place.Worker } && job.Token == lease.Token) || (told is { Place: Place.Outbox } && told.DeliveryToken == delivery.Token))
            return; // not late
        Did($"late: {lease.Id} of {lease.Token}, {delivery.Job.Id} of {delivery.Token}");
        Same(Beat.Lost, await _workers.RenewAsync(lease, cancel));
        Model.Counters["stale"]++;
        await WordAsync("complete", () => _workers.CompleteAsync(lease, Info, default, cancel));
        await WordAsync("fail", () => _workers.FailAsync(lease, Broken, true, cancel));
        await WordAsync("cancelled", () => _workers.CancelledAsync(lease, cancel));
        await WordAsync("release", () => _workers.ReleaseAsync(lease, cancel));
        await EndAsync("acknowledge", () => queue.AcknowledgeAsync(delivery, cancel));
        await EndAsync("postpone", () => queue.PostponeAsync(delivery, TimeSpan.Zero, cancel));
        await EndAsync("refuse", () => queue.RefuseAsync(delivery, Broken, cancel));

        async Task WordAsync(string verb, Func<Task<bool>> say)
        {
            Assert.False(Model.Holds(job, verb, lease.Token, out var answer));
            Same(answer, await say());
        }

        async Task EndAsync(string verb, Func<Task<bool>> say)
        {
            var isRepeated = told?.Did == $"{verb}:{delivery.Token}";
            Model.Counters["stale"] += isRepeated ? 0 : 1;
            Same(isRepeated, await say());
        }
    }

    private async Task FetchAsync()
    {
        if (Model.Kept.Count == 0)
            return;
        var id = Any([.. Model.Kept.Keys]);
        Did($"fetch {id}");
        Same(Model.Kept[id], (await queue.ReadKeptClipAsync(id, cancel))?.LongLength ?? -1);
        Assert.True(await queue.DropKeptClipAsync(id, cancel));
        Assert.False(await queue.DropKeptClipAsync(id, cancel));
        Model.Kept.Remove(id);
    }

    /// <summary>A moderator decides on a made clip, or nobody does.</summary>
    private async Task ReviewAsync()
    {
        if (AnyJob(job => job.Place == Place.Review) is not { } job)
            return;
        Same(job.HeldBytes, (await queue.ReadHeldClipAsync(job.Id, cancel))?.LongLength ?? -1);
        Assert.False(await queue.DropKeptClipAsync(job.Id, cancel));
        switch (random.Next(3))
        {
            case 0:
                Did($"let the clip of {job.Id} go");
                for (var again = 0; again < 2; again++)
                    Same(MoveResult.Moved, await queue.LetGoDeliveryAsync(job.Id, Mod, cancel));
                (job.Place, job.ClipBytes, job.HeldBytes, job.DeliveryToken) = (Place.Outbox, job.HeldBytes, 0, 0);
                Model.Audit.Add(("let go", job.Id.Value));
                Model.Tell("made", job.Id);
                break;
            case 1:
                Did($"refuse the clip of {job.Id}");
                for (var again = 0; again < 2; again++)
                    Same(MoveResult.Moved, await queue.RefuseHeldAsync(job.Id, Broken, Mod, cancel));
                Model.Audit.Add(("refuse", job.Id.Value));
                (job.Did, job.HeldBytes, job.IsDelivering) = ("refuse-held", 0, false);
                Model.Finish(job, JobState.Failed, "failed");
                break;
            default:
                Did($"nobody looks at the clip of {job.Id}");
                await RawAsync("ZADD", Key("kept"), "XX", 1, job.Id.Value);
                Same(0, await queue.TrimAsync(cancel));
                (job.HeldBytes, job.IsDelivering) = (0, false);
                Model.Finish(job, JobState.Failed, "failed");
                break;
        }
        await OutAsync(job);
    }

    private async Task GuildModeAsync()
    {
        var (guild, mode) = ($"g{random.Next(3)}", random.Next(4) switch { 0 or 1 => QueueMode.Paused, 2 => QueueMode.Draining, _ => QueueMode.Open });
        Did($"mode of {guild} {mode}");
        await queue.SetGuildModeAsync(guild, mode, Mod, cancel);
        if (Model.Modes.GetValueOrDefault(guild) != mode)
            Model.Audit.Add((mode switch { QueueMode.Paused => "pause", QueueMode.Draining => "drain", _ => "resume" }, guild));
        Model.SetMode(guild, mode);
    }

    private async Task LimitAsync()
    {
        LimitSubject[] subjects =
        [
            LimitSubject.Everyone, LimitSubject.EveryGuild, LimitSubject.Role("r1"), LimitSubject.Role("r2"),
            LimitSubject.User($"u{random.Next(8)}"), LimitSubject.Guild($"g{random.Next(3)}"),
            LimitSubject.Members($"g{random.Next(3)}"), LimitSubject.Member($"g{random.Next(3)}", $"u{random.Next(8)}"),
        ];
        var subject = Any(subjects);
        var limits = random.Next(3) > 0 ? null : new Limits
        {
            Waiting = random.Next(3) == 0 ? random.Next(8) : null,
            Running = random.Next(2) == 0 ? random.Next(1, 4) : null,
            Weight = random.Next(2) == 0 ? random.Next(1, 9) / 2.0 : null,
            Band = random.Next(3) == 0 ? (Band)random.Next(4) : null,
            GpuADay = random.Next(6) == 0 && subject.Kind is "user" or "role" or "member" or "members" ? TimeSpan.FromSeconds(random.Next(100, 1000)) : null,
        };
        Did($"limit {subject} {limits}");
        await queue.SetLimitsAsync(subject, limits, Mod, cancel);
        Model.Audit.Add(("limit", subject.ToString()));
        if (limits is null)
            Model.Limits.Remove(subject);
        else
            Model.Limits[subject] = limits;
    }

    private async Task ModeAsync()
    {
        var mode = random.Next(4) switch { 0 => QueueMode.Paused, 1 => QueueMode.Draining, _ => QueueMode.Open };
        Did($"mode {mode}");
        await (mode switch
        {
            QueueMode.Paused => queue.PauseAsync(Mod, cancel),
            QueueMode.Draining => queue.DrainAsync(Mod, cancel),
            _ => queue.ResumeAsync(Mod, cancel),
        });
        if (Model.Mode != mode)
            Model.Audit.Add((mode switch { QueueMode.Paused => "pause", QueueMode.Draining => "drain", _ => "resume" }, "queue"));
        Model.Mode = mode;
    }

    private async Task StandingAsync()
    {
        var name = Any(Crew);
        var worker = Model.Workers[name];
        if (worker.Standing == "aside" && random.Next(2) == 0)
        {
            Did($"{name} was aside long enough");
            await RawAsync("HSET", Key("worker:" + name), "until", 1);
            (worker.Standing, worker.LastFault) = ("", null); // noticed when it claims
            await ClaimAsync(name);
            return;
        }
        var on = random.Next(3) == 0;
        Did($"maintain {name} {on}");
        Assert.True(await queue.MaintainAsync(name, on, Mod, cancel));
        Model.Audit.Add((on ? "maintenance" : "back to work", name));
        worker.Standing = on ? "maintenance" : "";
        if (!on)
            (worker.Faults, worker.LastFault) = (0, null);
    }

    private async Task TrimAsync()
    {
        var old = Model.Jobs.Values.Where(job => job.Place == Place.Kept && random.Next(2) == 0).ToArray();
        Did($"trim {old.Length}");
        foreach (var job in old)
            await RawAsync("ZADD", Key(job.State == JobState.Failed ? "dead" : "done"), "XX", 1, job.Id.Value);
        var forgot = 0;
        for (int more; (more = await queue.TrimAsync(cancel)) > 0;)
            forgot += more;
        Same(old.Length, forgot);
        foreach (var job in old)
            Model.Forget(job);
    }

    private async Task<long> NowAsync() =>
        (object?[])(await RawAsync("TIME"))! is [string seconds, string micros] ? (long.Parse(seconds, null) * 1000) + (long.Parse(micros, null) / 1000) : 0;
}
