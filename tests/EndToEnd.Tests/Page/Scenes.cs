using System.Diagnostics;

namespace ChatVideoBot.EndToEnd.Tests.Page;

/// <summary>Messages that a bot posts, in the shapes that the page has to draw.</summary>
internal static class Scenes
{
    private static readonly Lazy<Task<byte[]>> MadeClip = new(() => MakeAsync("mp4", "testsrc2=size=480x288:rate=12", "-t", "2", "-pix_fmt", "yuv420p"));
    private static readonly Lazy<Task<byte[]>> MadePicture = new(() => MakeAsync("png", "gradients=size=480x288:seed=3", "-frames:v", "1"));
    private static readonly Lazy<Task<byte[]>> MadeTallPicture = new(() => MakeAsync("png", "gradients=size=200x400:seed=8", "-frames:v", "1"));

    /// <summary>An H.264 clip of two seconds, 480 × 288.</summary>
    public static Task<byte[]> ClipAsync() => MadeClip.Value;

    /// <summary>A PNG of 480 × 288.</summary>
    public static Task<byte[]> PictureAsync() => MadePicture.Value;

    public static Task<byte[]> TallPictureAsync() => MadeTallPicture.Value;

    private static async Task<byte[]> MakeAsync(string extension, string source, params string[] arguments)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.{extension}");
        try
        {
            using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", source, .. arguments, file]) { RedirectStandardError = true })!;
            var complaint = await ffmpeg.StandardError.ReadToEndAsync();
            await ffmpeg.WaitForExitAsync();
            Assert.True(ffmpeg.ExitCode == 0, complaint);
            return await File.ReadAllBytesAsync(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public const string Markdown = """
        {"content":"# A heading\n## A smaller one\n### The smallest\n-# and a subtext under it\n**bold** *italic* __underlined__ ~~struck~~ ***both*** and ||a **bold** secret|| in one line\n> a quote\n> of *two* lines\n- one\n- two\n  - deeper, with `code`\n    - and deeper\n1. first\n2. second\n```js\nconst longLine = 'this code is wider than a phone, and it must not push the page aside';\n```\n[masked](https://example.com) and https://example.com/a_(b)_c?x=1, <@1190000000000000022> in <#1190000000000000011>, <t:1700000000:R> and <t:1700000000:f>\n</imagine:1190000000000000099> does it. 🎬 Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"}
        """;

    public const string Progress = """
        {"content":"**a red ball bouncing in the desert**\n▰▰▰▱▱▱▱▱▱▱ 30 % · about 20 to 40 s left\n-# 480 × 288 · 2 s · seed 7","components":[{"type":1,"components":[{"type":2,"style":4,"label":"Cancel","custom_id":"cancel"}]}],"attachments":[{"id":0,"description":"A preview"}]}
        """;

    public const string Buttons = """
        {"content":"Your clip is ready.","components":[
          {"type":1,"components":[{"type":2,"style":1,"label":"Again","custom_id":"again","emoji":{"name":"🔁"}},{"type":2,"style":2,"label":"Remix","custom_id":"remix"},{"type":2,"style":3,"label":"Extend","custom_id":"extend"},{"type":2,"style":4,"label":"Delete","custom_id":"delete"},{"type":2,"style":5,"label":"Open","url":"https://example.com"}]},
          {"type":1,"components":[{"type":2,"style":1,"label":"Cannot be pressed","custom_id":"off","disabled":true}]},
          {"type":1,"components":[{"type":3,"custom_id":"model","placeholder":"Choose a model","options":[{"label":"Pocket","value":"pocket","description":"Small and quick","emoji":{"name":"⚡"}},{"label":"Wan","value":"wan","description":"Large and slow, with a description that is much longer than the space there is"},{"label":"LTX","value":"ltx"}]}]},
          {"type":1,"components":[{"type":3,"custom_id":"tags","placeholder":"Up to two tags","min_values":1,"max_values":2,"options":[{"label":"Red","value":"red"},{"label":"Green","value":"green"},{"label":"Blue","value":"blue"}]}]}]}
        """;

    public const string People = """
        {"content":"Who, as what, where?","components":[
          {"type":1,"components":[{"type":5,"custom_id":"user","placeholder":"A user","default_values":[{"id":"1190000000000000023","type":"user"}]}]},
          {"type":1,"components":[{"type":6,"custom_id":"role","placeholder":"A role"}]},
          {"type":1,"components":[{"type":7,"custom_id":"mentionable","placeholder":"A user or a role","min_values":0,"max_values":2}]},
          {"type":1,"components":[{"type":8,"custom_id":"channel","placeholder":"A channel"}]}]}
        """;

    public const string Layout = """
        {"flags":32768,"components":[{"type":17,"accent_color":7686642,"components":[
          {"type":10,"content":"## A red ball\nbouncing in the desert"},
          {"type":9,"components":[{"type":10,"content":"**Seed 7**"},{"type":10,"content":"480 × 288, two seconds"}],"accessory":{"type":11,"media":{"url":"attachment://tall.png"},"description":"A tall picture"}},
          {"type":14,"divider":true,"spacing":2},
          {"type":9,"components":[{"type":10,"content":"Like it?"}],"accessory":{"type":2,"style":2,"label":"Keep","custom_id":"keep"}},
          {"type":12,"items":[{"media":{"url":"attachment://wide.png"},"description":"Wide"},{"media":{"url":"attachment://tall.png"},"description":"Hidden","spoiler":true},{"media":{"url":"attachment://wide.png"}}]},
          {"type":13,"file":{"url":"attachment://notes.txt"}},
          {"type":1,"components":[{"type":2,"style":1,"label":"Again","custom_id":"again"},{"type":2,"style":4,"label":"Delete","custom_id":"delete"}]}]}],
         "attachments":[{"id":0},{"id":1},{"id":2}]}
        """;

    public const string Embed = """
        {"embeds":[{"color":3900325,"author":{"name":"ChatVideoBot"},"title":"The queue","url":"https://example.com","description":"Three clips **wait**, one is made.","fields":[{"name":"Running","value":"`1`","inline":true},{"name":"Waiting","value":"`3`","inline":true},{"name":"Workers","value":"`2`","inline":true},{"name":"Next","value":"a very long prompt that goes on and on, with aVeryLongWordThatHasNoPlaceToBreakAndGoesOnAndOnAndOnAndOnAndOn"}],"image":{"url":"attachment://wide.png"},"thumbnail":{"url":"attachment://tall.png"},"footer":{"text":"Updated"},"timestamp":"2026-01-02T03:04:05Z"}],"attachments":[{"id":0},{"id":1}]}
        """;

    public const string Form = """
        {"type":9,"data":{"custom_id":"form","title":"Remix this clip","components":[
          {"type":10,"content":"Change what you like; **nothing** is sent before Submit."},
          {"type":18,"label":"Prompt","description":"What the clip shows","component":{"type":4,"style":2,"custom_id":"prompt","min_length":3,"max_length":200,"value":"a red ball"}},
          {"type":18,"label":"Seed","component":{"type":4,"style":1,"custom_id":"seed","required":false,"placeholder":"any number"}},
          {"type":18,"label":"Model","component":{"type":3,"custom_id":"model","placeholder":"Choose one","options":[{"label":"Pocket","value":"pocket"},{"label":"Wan","value":"wan","description":"Large"}]}},
          {"type":18,"label":"Share with","component":{"type":5,"custom_id":"share","required":false,"min_values":0,"max_values":2}}]}}
        """;

    public const string SecondForm = """
        {"type":9,"data":{"custom_id":"form2","title":"Report this clip","components":[
          {"type":18,"label":"Why","description":"Moderators see it, nobody else","component":{"type":21,"custom_id":"why","options":[{"label":"A real person","value":"person","description":"Someone who did not agree"},{"label":"Violence","value":"violence"},{"label":"Something else","value":"else"}]}},
          {"type":18,"label":"Also","component":{"type":22,"custom_id":"also","min_values":0,"max_values":2,"required":false,"options":[{"label":"Hide it from me","value":"hide"},{"label":"Tell me what happens","value":"tell"},{"label":"Ban","value":"ban"}]}},
          {"type":18,"label":"I have read the rules","component":{"type":23,"custom_id":"read"}},
          {"type":18,"label":"Proof","description":"Pictures, at most two","component":{"type":19,"custom_id":"proof","required":false,"min_values":0,"max_values":2}},
          {"type":18,"label":"Where","component":{"type":8,"custom_id":"where","required":false}}]}}
        """;
}
