namespace ChatVideoBot.Inference.Prompts;

/// <summary>Text states by their text, so that a prompt asked again, and the negative prompt of every clip, cost nothing. Any number of threads may share one.</summary>
/// <param name="mostBytes">Beyond it the states longest unused are forgotten.</param>
public sealed class PromptCache(long mostBytes)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Text, PromptStates States)>> _byText = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Text, PromptStates States)> _byUse = [];
    private long _bytes;

    public int Count
    {
        get
        {
            lock (_lock)
                return _byText.Count;
        }
    }

    public PromptStates? Find(string text)
    {
        lock (_lock)
        {
            if (!_byText.TryGetValue(text, out var node))
                return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.States;
        }
    }

    public void Keep(string text, PromptStates states)
    {
        lock (_lock)
        {
            if (_byText.ContainsKey(text) || Bytes(states) > mostBytes)
                return;
            _byText[text] = _byUse.AddFirst((text, states));
            _bytes += Bytes(states);
            while (_bytes > mostBytes)
            {
                var oldest = _byUse.Last!;
                _byUse.RemoveLast();
                _byText.Remove(oldest.Value.Text);
                _bytes -= Bytes(oldest.Value.States);
            }
        }
    }

    private static long Bytes(PromptStates states) => 4L * (states.Values.Length + states.Mask.Length);
}
