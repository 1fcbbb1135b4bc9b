namespace ChatVideoBot.Queue;

/// <summary>An ended job to be told in the chat, leased for <see cref="QueueOptions.DeliveryLease"/>.</summary>
/// <param name="Clip">What was made; null unless the job is <see cref="JobState.Delivering"/>.</param>
/// <param name="Token">Fences the outbox as <see cref="Lease.Token"/> does the work.</param>
/// <param name="Tries">1 for the first. Above 1 the end may have been told already: look before telling it again.</param>
public sealed record Delivery(Job Job, ClipInfo? Clip, long Token, int Tries);
