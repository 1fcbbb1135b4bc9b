namespace ChatVideoBot.Inference.Checking;

/// <summary>What the network said of one frame.</summary>
/// <param name="AtSeconds">Where in the clip.</param>
/// <param name="Scores">0 to 1, by class.</param>
internal sealed record FrameScores(double AtSeconds, IReadOnlyDictionary<string, double> Scores);
