namespace ChatVideoBot.Inference.Tokenizers;

/// <summary>A <c>tokenizer.json</c> that cannot be used; the message names the file and the part of it that is at fault.</summary>
public sealed class TokenizerException(string message, Exception? inner = null) : Exception(message, inner);
