using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatVideoBot.EndToEnd.Tests.Page;

/// <summary>Discord's markdown as the page draws it, and that nothing of it can be more than text.</summary>
public sealed class MarkdownTests(Browser browser)
{
    /// <summary>What markdown becomes, as tags without attributes; links with their address.</summary>
    private const string Draw = """
        async text => {
          const { markdown } = await import('/js/markdown.js');
          const context = { me: '1', user: id => ({ 2: 'Milo' })[id], role: id => ({ 3: 'Mods' })[id], channel: id => ({ 4: 'general' })[id] };
          const tags = node => {
            if (node.nodeType === Node.TEXT_NODE) return node.data;
            const inner = [...node.childNodes].map(tags).join('');
            const name = node.matches('.spoiler-text') ? null : node.matches('.spoiler') ? 'spoiler' : node.matches('.mention') ? 'mention' : node.matches('.subtext') ? 'small' : node.matches('.text') ? null : node.tagName.toLowerCase();
            if (name === 'br') return '\n';
            return name === null ? inner : name === 'a' ? `<a ${node.getAttribute('href')}>${inner}</a>` : `<${name}>${inner}</${name}>`;
          };
          return markdown(text, context).map(tags).join('');
        }
        """;

    [Fact]
    public async Task Every_mark_is_drawn_as_Discord_draws_it()
    {
        await using var stage = await Stage.SetAsync(browser, withBot: false);
        (string Text, string Drawn)[] cases =
        [
            ("**b** *i* __u__ ~~s~~ `c`", "<strong>b</strong> <em>i</em> <u>u</u> <s>s</s> <code>c</code>"),
            ("***both*** ___under___ _i_", "<strong><em>both</em></strong> <u><em>under</em></u> <em>i</em>"),
            ("**a *b __c ~~d ||e||~~__***", "<strong>a <em>b <u>c <s>d <spoiler>e</spoiler></s></u></em></strong>"),
            ("||a `b` **c**||", "<spoiler>a <code>b</code> <strong>c</strong></spoiler>"),
            ("snake_case_name 2 * 3 * 4", "snake_case_name 2 * 3 * 4"),
            (@"\*not\* \`code\`", "*not* `code`"),
            ("**open", "**open"),
            ("# one\n## two\n### three\n#four", "<h3>one</h3><h4>two</h4><h5>three</h5>#four"),
            ("-# small **b**\nplain", "<small>small <strong>b</strong></small>plain"),
            ("> a\n> b\nc", "<blockquote>a\nb</blockquote>c"),
            (">>> a\nb", "<blockquote>a\nb</blockquote>"),
            ("> # h\n> - i", "<blockquote><h3>h</h3><ul><li>i</li></ul></blockquote>"),
            ("- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
            ("2. a\n3. b", "<ol><li>a</li><li>b</li></ol>"),
            ("```js\nlet a = '**b**';\n```", "<pre><code>let a = '**b**';</code></pre>"),
            ("`` a`b ``", "<code> a`b </code>"),
            ("[text](https://a.b/c) https://a.b/d_(e), <https://a.b/f>", "<a https://a.b/c>text</a> <a https://a.b/d_(e)>https://a.b/d_(e)</a>, <a https://a.b/f>https://a.b/f</a>"),
            ("[https://good.example](https://bad.example)", "[https://good.example](<a https://bad.example/>https://bad.example</a>)"),
            ("<@2> <@!2> <@&3> <#4> <@9> @everyone", "<mention>@Milo</mention> <mention>@Milo</mention> <mention>@Mods</mention> <mention>#general</mention> <mention>@unknown user</mention> <mention>@everyone</mention>"),
            ("</imagine:7> <:smile:8>", "<mention>/imagine</mention> :smile:"),
            ("<t:0:d> <t:x>", "<time>01/01/1970</time> <t:x>"),
            ("a\n\nb", "a\n\nb"),
        ];
        foreach (var (text, drawn) in cases) Assert.Equal((text, drawn), (text, await stage.Page.EvaluateAsync<string>(Draw, text)));
        Assert.Matches(@"^<time>\d+ years ago</time>$", await stage.Page.EvaluateAsync<string>(Draw, "<t:1000000000:R>"));
    }

    [Fact]
    public async Task Nothing_that_is_written_becomes_markup_or_runs()
    {
        await using var stage = await Stage.SetAsync(browser);
        await stage.Page.EvaluateAsync("() => window.ran = false");
        string[] attacks =
        [
            "<script>ran=true</script>", "<img src=x onerror=ran=true>", "[a](javascript:ran=true)", "<javascript:ran=true>", "[a](data:text/html,<script>ran=true</script>)",
            "[a](https://a.b/\" onmouseover=\"ran=true)", "```<img src=x onerror=ran=true>```", "**<svg onload=ran=true>**", "||<iframe srcdoc='<script>parent.ran=true</script>'></iframe>||", "<@\"><img src=x onerror=ran=true>>",
            "> <style>*{display:none}</style>", "</a:1 onclick=ran=true>", "[![a](x)](https://a.b \"t\" onclick=ran=true)",
        ];
        foreach (var attack in attacks)
        {
            var json = System.Text.Json.JsonSerializer.Serialize(attack);
            await stage.Bot.SayAsync("{\"content\":" + json + ",\"embeds\":[{\"title\":" + json + ",\"description\":" + json + ",\"fields\":[{\"name\":" + json + ",\"value\":" + json + "}]}],"
                + "\"components\":[{\"type\":1,\"components\":[{\"type\":3,\"custom_id\":\"s\",\"placeholder\":" + json + ",\"options\":[{\"label\":\"a\",\"value\":\"a\"}]}]}]}");
        }
        await Assertions.Expect(stage.Page.Locator("#messages .message")).ToHaveCountAsync(attacks.Length);
        var wrong = await stage.Page.EvaluateAsync<string[]>("""
            () => {
              const known = new Set('LI DIV SPAN H3 H4 H5 TIME BUTTON svg path STRONG EM U S CODE PRE A BR BLOCKQUOTE UL OL ARTICLE'.split(' '));
              return [...document.querySelectorAll('#messages *')].flatMap(e => [
                known.has(e.tagName) ? null : `a ${e.tagName}`,
                ...[...e.attributes].filter(a => a.name.startsWith('on') || a.name === 'srcdoc').map(a => `${a.name} on ${e.tagName}`),
                e.tagName === 'A' && !/^https?:/.test(e.href) ? `a link to ${e.href}` : null,
              ]).filter(Boolean);
            }
            """);
        Assert.Empty(wrong);
        Assert.False(await stage.Page.EvaluateAsync<bool>("() => window.ran"));
    }

    [Fact]
    public async Task Marks_without_end_are_drawn_at_once()
    {
        await using var stage = await Stage.SetAsync(browser, withBot: false);
        string[] heavy = [new('*', 4000), string.Concat(Enumerable.Repeat("**_~~||", 570)), string.Concat(Enumerable.Repeat("[a](", 1000)), string.Concat(Enumerable.Repeat("> ", 2000)), string.Concat(Enumerable.Repeat("`", 3999)) + " ", string.Concat(Enumerable.Range(0, 60).Select(n => new string(' ', n) + "- a\n"))];
        foreach (var text in heavy)
        {
            var took = await stage.Page.EvaluateAsync<double>("async text => { const { markdown } = await import('/js/markdown.js'); const from = performance.now(); markdown(text, {}); return performance.now() - from; }", text);
            Assert.True(took < 10_000, $"{took:F0} ms for {text[..12]}…"); // it takes some ms; what grows with its square or worse takes for ever
        }
    }

    [Fact]
    public async Task An_address_of_a_message_on_Discord_leads_to_it_where_it_stands_here()
    {
        await using var stage = await Stage.SetAsync(browser);
        var far = await stage.Bot.SayAsync("""{"content":"far above"}""");
        for (var n = 0; n < 30; n++) await stage.Bot.SayAsync("{\"content\":\"line " + n + "\"}");
        await Expect(stage.Message(far)).Not.ToBeInViewportAsync();
        await stage.Bot.SayAsync($$"""{"content":"see https://discord.com/channels/1/{{stage.Sandbox.GeneralChannelId}}/{{far}}"}""");
        await stage.Chat.Messages("see https").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(stage.Message(far)).ToBeInViewportAsync();
        Assert.Single(stage.Page.Context.Pages); // and opens nothing else
    }
}
