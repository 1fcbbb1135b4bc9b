namespace ChatVideoBot.Queue.Redis;

/// <summary>What a call asks: a command, or a script with its keys and arguments. The arrays are read until the call is over.</summary>
internal readonly struct RedisCommand
{
    private static readonly RedisArg Eval = "EVAL";

    private readonly RedisScript? _script;
    private readonly RedisArg[] _keys;
    private readonly RedisArg[] _words; // the whole command, or the script's arguments

    public RedisCommand(RedisArg[] command) => (_keys, _words) = ([], command);

    public RedisCommand(RedisScript script, RedisArg[] keys, RedisArg[] args) => (_script, _keys, _words) = (script, keys, args);

    /// <summary>The command or script, for messages.</summary>
    public string Name => _script?.Name ?? _words[0].ToString();

    public bool IsScript => _script is { Text.Length: > 0 };

    /// <summary>About how many bytes it is when written; exact where it matters, for large values.</summary>
    public long Bytes
    {
        get
        {
            long sum = 64;
            foreach (ref readonly var word in _words.AsSpan())
                sum += 16 + word.Length;
            return sum;
        }
    }

    /// <param name="wholeScript">Sends the script's text, not only its name.</param>
    public void Write(OutBuffer target, bool wholeScript)
    {
        if (_script is null)
        {
            RespWriter.WriteCount(target, _words.Length);
        }
        else
        {
            RespWriter.WriteCount(target, 3 + _keys.Length + _words.Length);
            if (wholeScript)
            {
                RespWriter.Write(target, Eval);
                RespWriter.Write(target, _script.Text);
            }
            else
            {
                target.Write(_script.Head);
            }
            RespWriter.Write(target, _keys.Length);
            foreach (ref readonly var key in _keys.AsSpan())
                RespWriter.Write(target, key);
        }
        foreach (ref readonly var word in _words.AsSpan())
            RespWriter.Write(target, word);
    }
}
