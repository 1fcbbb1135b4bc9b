// Changes an element into another one by touching only what differs, so that an edited message keeps its playing video,
// its revealed spoilers and its focus, and a new preview takes the old one's place only when it can be painted.

/** Set by people or by loading, not by the message: an edit must not undo it. */
const kept = new Set(['data-revealed', 'data-played', 'data-sized', 'data-open']);

/** Makes `old` look like `fresh`, which is used up. Elements with the same `data-key` stay themselves. */
export function morph(old, fresh) {
  copyAttributes(old, fresh);
  morphChildren(old, fresh);
}

function morphChildren(old, fresh) {
  let at = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    let match = at;
    if (!match || !isSameKind(match, next)) {
      match = null;
      const key = keyOf(next);
      for (let other = at; other && key; other = other.nextSibling) {
        if (isSameKind(other, next)) {
          match = other;
          break;
        }
      }
    }
    if (!match) {
      old.insertBefore(next, at);
      continue;
    }
    while (at !== match) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
    at = match.nextSibling;
    if (match.nodeType === Node.TEXT_NODE) {
      if (match.data !== next.data) match.data = next.data;
    } else if (match.nodeName !== 'VIDEO' && !match.isEqualNode(next)) {
      morph(match, next);
    }
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

const keyOf = node => (node.nodeType === Node.ELEMENT_NODE ? node.getAttribute('data-key') : null);
const isSameKind = (a, b) => a.nodeName === b.nodeName && keyOf(a) === keyOf(b);

function copyAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !kept.has(name) && !(name === 'src' && old.nodeName === 'IMG')) old.removeAttribute(name);
  }
  for (const { name, value } of [...fresh.attributes]) {
    if (name === 'src' && old.nodeName === 'IMG') swapPicture(old, value);
    else if (old.getAttribute(name) === value || (kept.has(name) && old.hasAttribute(name))) continue;
    else if (name === 'style' && old.hasAttribute('data-sized')) continue;
    else old.setAttribute(name, value);
  }
}

/** Shows the new picture once it is decoded; until then the old one stands. A still newer one wins. */
function swapPicture(image, address) {
  image.nextAddress = address;
  if (image.complete && image.naturalWidth > 0 && path(image.getAttribute('src')) === path(address)) return; // only signed anew
  const next = new Image();
  next.src = address;
  next.decode().catch(() => {}).then(() => {
    if (image.nextAddress === address) image.src = address;
  });
}

const path = address => (address ?? '').split('?')[0];
