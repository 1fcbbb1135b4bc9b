namespace ChatVideoBot.Queue;

/// <summary>A hint that a job changed: it may be lost or late, the job itself is the truth.</summary>
public sealed record JobEvent(JobId Id, JobState State);
