namespace ChatVideoBot.Queue;

// What the reaper does.
public sealed partial class JobQueue
{
    internal Task<int> ReapAsync(CancellationToken cancel) => throw new NotImplementedException();

    internal Task<int> TrimAsync(CancellationToken cancel) => throw new NotImplementedException();
}
