// What can be measured of the page as it stands: contrast, names, sizes for fingers, overflow. Returns sentences; none is good.
narrow => {
  const problems = [];
  const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
  const colours = new Map();
  const rgba = css => {
    if (!colours.has(css)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = css;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      colours.set(css, [r, g, b, a / 255]);
    }
    return colours.get(css);
  };
  const over = ([r, g, b, a], under) => [r * a + under[0] * (1 - a), g * a + under[1] * (1 - a), b * a + under[2] * (1 - a), 1];
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const chain = element => { const all = []; for (let at = element; at; at = at.parentElement) all.push(at); return all; };
  const opacity = element => chain(element).reduce((product, at) => product * Number(getComputedStyle(at).opacity), 1);
  const modal = [...document.querySelectorAll('dialog[open]')].at(-1);
  const top = modal ?? document.body;
  const seen = element => {
    if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('[inert], .visually-hidden, .skip')) return false;
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) return false;
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return false;
    const hit = document.elementFromPoint(x, y);
    return !hit || element.contains(hit) || hit.contains(element) || element.closest('label')?.contains(hit);
  };
  // Every ground that the text may stand on: plain colours, and each stop of a gradient.
  const grounds = element => {
    let list = [[0, 0, 0, 0]];
    let found = [];
    for (const at of chain(element)) {
      const style = getComputedStyle(at);
      const stops = style.backgroundImage.includes('gradient') && !at.matches('.separator') ? (style.backgroundImage.match(/(?:rgba?|color|oklab|oklch)\([^)]*\)/g) ?? []) : [];
      const layers = [[...(stops.length ? stops : ['transparent'])].map(rgba), [rgba(style.backgroundColor)]];
      for (const layer of layers) found.push(layer);
      if (rgba(style.backgroundColor)[3] > 0.99 || (stops.length && stops.every(stop => rgba(stop)[3] > 0.99))) break;
    }
    list = [[255, 255, 255, 1]];
    for (const layer of found.reverse()) list = layer.flatMap(colour => list.map(under => over(colour, under))).slice(0, 32);
    return list;
  };
  const words = element => (element.dataset?.testid ? `[${element.dataset.testid}]` : `${element.tagName.toLowerCase()}.${element.className}`);
  const measure = (element, colour, text) => {
    const alpha = opacity(element);
    if (alpha < 0.2) return;
    const worst = Math.min(...grounds(element).map(ground => { const [r, g, b, a] = rgba(colour); return ratio(over([r, g, b, a * alpha], ground), ground); }));
    if (worst < 4.5) problems.push(`contrast ${worst.toFixed(2)}: "${text.slice(0, 40)}" in ${words(element)}`);
  };
  const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const element = node.parentElement;
    if (!/[\p{L}\p{N}]/u.test(node.data) || element.closest('script, style, noscript, option, [disabled], [aria-disabled="true"], [aria-busy="true"].button, .spoiler:not([data-revealed])') || !seen(element)) continue;
    measure(element, getComputedStyle(element).color, node.data.trim());
  }
  for (const input of top.querySelectorAll('input:not([type=file], [type=radio], [type=checkbox]), textarea')) {
    if (!seen(input)) continue;
    if (input.value) measure(input, getComputedStyle(input).color, input.value);
    else if (input.placeholder) measure(input, getComputedStyle(input, '::placeholder').color, input.placeholder);
  }

  const name = element => element.getAttribute('aria-label') || (element.getAttribute('aria-labelledby') ?? '').split(/\s+/).map(id => document.getElementById(id)?.textContent ?? '').join('').trim()
    || [...(element.labels ?? [])].map(label => label.textContent.trim()).join('') || element.textContent.trim() || element.title || element.querySelector('img')?.alt;
  const pressed = 'button, a[href], input, select, textarea, video, summary, [role=button], [role=option], [role=menuitem]';
  for (const element of top.querySelectorAll(pressed)) {
    if (!name(element)) problems.push(`no name: ${words(element)}`);
    if (!narrow || !seen(element) || element.disabled || element.matches('textarea, video, a.link, .mention, .spoiler, .line-words, .line-command, .covered')) continue;
    const boxes = [element, element.closest('label'), ...(element.labels ?? [])].filter(Boolean).map(one => one.getBoundingClientRect());
    const box = boxes.sort((a, b) => Math.min(b.width, b.height) - Math.min(a.width, a.height))[0];
    if (Math.round(box.width) < 40 || Math.round(box.height) < 40) problems.push(`small for a finger, ${Math.round(box.width)} × ${Math.round(box.height)}: ${words(element)}`);
  }
  for (const image of top.querySelectorAll('img')) if (!image.hasAttribute('alt')) problems.push(`no alt: ${image.src}`);
  const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) problems.push(`twice the id ${id}`);

  if (document.scrollingElement.scrollWidth > innerWidth) problems.push(`the page is ${document.scrollingElement.scrollWidth} wide in ${innerWidth}`);
  for (const element of top.querySelectorAll('.scroller, .dialog-body, .channels, .members, .fault-scroller, .popup, .menu, .foot, .chat-head')) {
    if (element.checkVisibility() && element.scrollWidth > element.clientWidth + 1) problems.push(`overflows by ${element.scrollWidth - element.clientWidth}: ${words(element)}`);
  }
  return [...new Set(problems)];
}
