using System.Net;
using System.Text;

namespace ChatVideoBot.Inference.Prompts;

/// <summary>Tidies a prompt as Wan's pipeline in diffusers does where ftfy is not installed.</summary>
/// <remarks>diffusers, pipelines/wan/pipeline_wan.py: basic_clean, then whitespace_clean. Python also knows the rarer entities of HTML 5 and old ones without their semicolon.</remarks>
public static class PromptCleaner
{
    /// <summary>Entities decoded twice, spaces at the ends dropped, every other run of white space one space.</summary>
    public static string Clean(string text)
    {
        text = WebUtility.HtmlDecode(WebUtility.HtmlDecode(text));
        var clean = new StringBuilder(text.Length);
        var gap = false;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f') // Python's \s has the separators of ASCII, too
            {
                gap = true;
                continue;
            }

            if (gap && clean.Length > 0)
                clean.Append(' ');
            gap = false;
            clean.Append(c);
        }

        return clean.ToString();
    }
}
