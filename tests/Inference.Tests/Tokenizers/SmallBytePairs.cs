using ChatVideoBot.Inference.Tokenizers;

namespace ChatVideoBot.Inference.Tests.Tokenizers;

/// <summary>A byte pair tokenizer in CLIP's shape, of a few letters.</summary>
internal static class SmallBytePairs
{
    public static Tokenizer Load(params (string Name, string Json)[] parts) => SmallTokenizer.Load([],
        [("model", """
            {"type":"BPE", "unk_token":"<unk>", "end_of_word_suffix":"</w>",
             "vocab":{"<unk>":0, "a":1, "b":2, "c":3, "a</w>":4, "b</w>":5, "c</w>":6, "ab":7, "ab</w>":8, "bc</w>":9,
                      "abc</w>":10, "aa":11, "Ã":12, "©</w>":13, "Ã©</w>":14},
             "merges":[["b","c</w>"], "a b", ["a","b</w>"], ["ab","c</w>"], ["a","a"], ["Ã","©</w>"]]}
            """),
         ("normalizer", """{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Lowercase"}]}"""),
         ("pre_tokenizer", """
            {"type":"Sequence","pretokenizers":[
              {"type":"Split","pattern":{"Regex":"[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"},"behavior":"Removed","invert":true},
              {"type":"ByteLevel","add_prefix_space":false,"use_regex":true}]}
            """),
         .. parts]);
}
