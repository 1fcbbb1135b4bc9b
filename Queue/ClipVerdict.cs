namespace ChatVideoBot.Queue;

/// <summary>What a look at the finished clip's frames said. Nothing is changed in the clip: what follows is for the bot and moderators to say.</summary>
/// <param name="IsFlagged">A score is past its threshold.</param>
/// <param name="Why">The score that flagged it, in a sentence; empty when not flagged.</param>
/// <param name="Scores">The highest of each class over the frames looked at, 0 to 1.</param>
public sealed record ClipVerdict(bool IsFlagged, string Why, IReadOnlyDictionary<string, double> Scores);
