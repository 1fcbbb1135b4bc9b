using ChatVideoBot.Inference.Tokenizers;

namespace ChatVideoBot.Inference.Folders;

/// <summary>A model folder's tokenizer, and whether the text encoder knows all that it may give.</summary>
internal static class FolderTokenizer
{
    private const string Name = "tokenizer/tokenizer.json";

    /// <exception cref="ModelException">It cannot be used, or is of another model.</exception>
    public static Tokenizer Load(ModelFolder folder)
    {
        var tokenizer = Read(folder);
        if (folder.PadToken is { } pad && tokenizer.IdOf(pad) is null)
            throw new ModelException($"tokenizer/tokenizer_config.json: \"pad_token\" is \"{Sentence.Short(pad)}\", which {Name} does not have; copy both again.");
        const string Config = "text_encoder/config.json";
        if (!File.Exists(Path.Combine(folder.Folder, Config)) || JsonFile.Read(folder.Folder, Config) is not { } encoder || !encoder.Has("vocab_size"))
            return tokenizer;
        var known = encoder.Whole("vocab_size");
        return tokenizer.MostId < known ? tokenizer : throw new ModelException(
            $"{Name} has ids up to {tokenizer.MostId}, but {Config} says that the text encoder knows {known} (\"vocab_size\"): the tokenizer is of another model; copy the whole model folder again.");
    }

    private static Tokenizer Read(ModelFolder folder)
    {
        if (!RealPath.IsFile(folder.TokenizerFile))
            throw new ModelException($"{Name} is missing in {folder.Folder}: a link to it leads nowhere; copy the whole model folder.");
        try
        {
            return Tokenizer.Load(folder.TokenizerFile);
        }
        catch (Exception e) when (e is TokenizerException or IOException or UnauthorizedAccessException)
        {
            var reason = e.Message.Replace(folder.TokenizerFile + ": ", "", StringComparison.Ordinal).Replace(folder.TokenizerFile, "it", StringComparison.Ordinal).TrimEnd('.');
            throw new ModelException($"{Name} in {folder.Folder} cannot be used: {reason}; copy or export it again.", e);
        }
    }
}
