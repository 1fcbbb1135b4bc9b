using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Tokenizers;

namespace ChatVideoBot.Inference.Prompts;

/// <summary>From a prompt to its text states: tokenizer, text encoder and the family's rule.</summary>
public sealed class PromptEncoder(ComponentStore components, Tokenizer tokenizer, PromptRule rule, PromptCache cache)
{
    public const string File = "text_encoder/model.onnx";

    private readonly PromptWindow _window = new(rule.Window, rule.PadId);

    /// <summary>The words that do not fit the window, from the first that is cut on; empty when all fit.</summary>
    public string LeftOut(string text) => _window.LeftOut(Tidy(text), tokenizer.Encode);

    /// <summary>The ids that the encoder reads, padded to the window.</summary>
    public long[] Ids(string text) => _window.Fit(tokenizer.Encode(Tidy(text))).Ids;

    public PromptStates Encode(string text, CancellationToken cancel)
    {
        var tidy = Tidy(text);
        if (cache.Find(tidy) is { } known)
            return known;
        var (ids, length) = _window.Fit(tokenizer.Encode(tidy));
        var states = Run(ids, length, cancel);
        cache.Keep(tidy, states);
        return states;
    }

    private string Tidy(string text) => rule.Cleaned ? PromptCleaner.Clean(text) : text;

    private PromptStates Run(long[] ids, int length, CancellationToken cancel)
    {
        using var lease = components.Open(File);
        var graph = lease.Graph;
        var input = graph.Input(TensorRole.InputIds);
        var mask = new float[ids.Length];
        mask.AsSpan(0, length).Fill(1);
        // States past the prompt are thrown away and a masked token changes none before it: the encoder need not read the padding.
        // Where states of the padding are used, diffusers' pipelines let the encoder read it like words: they give it no mask.
        var maskInput = graph.OptionalInput(TensorRole.AttentionMask);
        var read = rule.ZeroPadded && maskInput is not null && input.Dimensions[1] < 0 ? length : ids.Length;
        using var boundIds = new TensorPort(input.Type, Array.ConvertAll(ids[..read], id => (float)id), 1, read);
        using var boundMask = maskInput is null ? null : new TensorPort(maskInput.Type, rule.ZeroPadded ? mask[..read] : [.. Enumerable.Repeat(1f, read)], 1, read);
        (string, TensorPort)[] inputs = boundMask is null ? [(input.Name, boundIds)] : [(input.Name, boundIds), (maskInput!.Name, boundMask)];
        var answer = graph.Ask(graph.Output(TensorRole.TextStates), cancel, inputs);
        if (answer.Dimensions is not [1, var rows, var width] || rows != read)
            throw new ModelException($"{graph.Name} gave states of {string.Join(" x ", answer.Dimensions)} for {read} ids; export it again.");
        var values = new float[ids.Length * width];
        answer.Values.AsSpan(0, (rule.ZeroPadded ? length : read) * width).CopyTo(values);
        return new PromptStates(values, mask, ids.Length, width);
    }
}
