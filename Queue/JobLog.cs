using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Queue;

public static class JobLog
{
    /// <summary>What is logged until the result is disposed is about this job: a field "Job" in structured logs.</summary>
    public static IDisposable? About(this ILogger logger, JobId job) => logger.BeginScope("Job {Job}", job.Value);
}
