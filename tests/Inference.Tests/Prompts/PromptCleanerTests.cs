using ChatVideoBot.Inference.Prompts;

namespace ChatVideoBot.Inference.Tests.Prompts;

/// <summary>Rows of diffusers' basic_clean and whitespace_clean, without ftfy.</summary>
public sealed class PromptCleanerTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData(" \t\r\n ", "")]
    [InlineData("a cat", "a cat")]
    [InlineData("  a \t cat\n\nruns  ", "a cat runs")]
    [InlineData("Tom &amp; Jerry", "Tom & Jerry")]
    [InlineData("Tom &amp;amp; Jerry", "Tom & Jerry")] // decoded twice
    [InlineData("Tom &amp;amp;amp; Jerry", "Tom &amp; Jerry")] // and not more often
    [InlineData("&lt;b&gt; &quot;x&quot; &#39;y&#x27;", "<b> \"x\" 'y'")]
    [InlineData("caf&eacute; &#x1F600; &hellip;", "café 😀 …")]
    [InlineData("AT&T & R&D; Q&A", "AT&T & R&D; Q&A")]
    [InlineData("a&nbsp;&nbsp;b", "a b")]
    [InlineData("a\u00a0\u2003\u3000b\u2028c\u0085d", "a b c d")]
    [InlineData("a\u001c\u001f b", "a b")]
    [InlineData("a\u200bb", "a\u200bb")] // of no width, but no white space
    [InlineData("雨の夜　に", "雨の夜 に")]
    [InlineData("&unknown; &#; &", "&unknown; &#; &")]
    public void A_prompt_is_tidied_as_the_reference_does(string text, string clean) => Assert.Equal(clean, PromptCleaner.Clean(text));
}
