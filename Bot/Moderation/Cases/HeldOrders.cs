using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Moderation.Cases;

/// <summary>
/// Orders that wait for a moderator from the first moment: the case is kept before the order is in line, and goes with it where that comes to nothing.
/// </summary>
internal sealed class HeldOrders(CaseBook cases, CaseNotice notice, CaseDesk desk, TimeProvider time)
{
    /// <summary>Keeps the case of an order that is about to be put in line.</summary>
    /// <returns>False where somebody had kept it.</returns>
    public async Task<bool> PrepareAsync(Case one, CancellationToken cancel)
    {
        await cases.BeginAsync(one.Guild, one.Id, time.GetUtcNow(), cancel);
        return await cases.OpenAsync(one, cancel);
    }

    /// <summary>All of the order that will ever be in line is: the case stands for just that.</summary>
    /// <param name="isNew">As <see cref="PrepareAsync"/> said. What another began is told by whoever began it, or by <see cref="CaseKeeper"/>.</param>
    public async Task SettleAsync(Case one, bool isNew, CancellationToken cancel)
    {
        var jobs = await desk.JobsOfAsync(one, cancel);
        if (jobs.Count == 0)
        {
            await DropAsync(one, cancel);
            return;
        }
        var stands = await cases.FindAsync(one.Guild, one.Id, cancel);
        if (stands is null) isNew |= await cases.OpenAsync(one, cancel); // another, whose own try came to nothing, dropped it
        else if (stands.End == CaseEnd.Over && jobs.Any(job => job.State == JobState.Held)) isNew |= await cases.OpenAsync(one, cancel, again: true);
        else if (stands.End != CaseEnd.Open) await desk.FollowAsync(stands, cancel); // decided while its last jobs were put in line
        if (!isNew) return;
        if (await cases.FindAsync(one.Guild, one.Id, cancel) is { End: CaseEnd.Open }) await notice.TellAsync(one, cancel);
        await cases.EndAsync(one.Guild, one.Id, cancel);
    }

    /// <summary>Nothing of it is in line. An order that another puts there meanwhile keeps its case.</summary>
    public async Task DropAsync(Case one, CancellationToken cancel)
    {
        if (await cases.FindAsync(one.Guild, one.Id, cancel) is { End: CaseEnd.Open })
        {
            await cases.ForgetAsync(one.Guild, one.Id, cancel);
            if ((await desk.JobsOfAsync(one, cancel)).Count > 0) await cases.OpenAsync(one, cancel);
        }
        await cases.EndAsync(one.Guild, one.Id, cancel);
    }
}
