// Windows over the page: the question before deleting, and a picture at its full size.
import { byId, giveFocusBack, h } from './dom.js';
import { icon } from './icons.js';

/** Opens a modal dialog that removes itself when it closes; a press on what is around it closes it too, unless `data-begun` says that work would be lost. */
export function openDialog(className, label, ...children) {
  const before = document.activeElement;
  const dialog = h('dialog', { class: className, 'aria-label': label }, ...children);
  dialog.addEventListener('pointerdown', event => event.target === dialog && dialog.dataset.begun === undefined && dialog.close());
  dialog.addEventListener('close', () => {
    dialog.remove();
    const back = before instanceof HTMLElement && before.isConnected && before !== document.body ? before : byId('composer'); // an edit may have taken it away
    giveFocusBack(back);
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** @returns {Promise<boolean>} */
export function ask(title, text, preview, yes) {
  return new Promise(resolve => {
    let answer = false;
    const finish = value => {
      answer = value;
      dialog.close();
    };
    const confirm = h('button', { type: 'button', class: 'button button-danger', 'data-testid': 'confirm-delete', onclick: () => finish(true) }, yes);
    const dialog = openDialog('dialog dialog-small', title,
      h('div', { class: 'dialog-body' }, h('h2', {}, title), h('p', {}, text), h('div', { class: 'dialog-preview', inert: true }, preview)),
      h('div', { class: 'dialog-foot' }, h('button', { type: 'button', class: 'button button-plain', onclick: () => finish(false) }, 'Cancel'), confirm));
    dialog.addEventListener('close', () => resolve(answer));
    confirm.focus();
  });
}

export function enlarge(address, alt) {
  const image = h('img', { src: address, alt });
  const grow = () => { // tiny pictures fill half the window, so that there is something to see
    const most = Math.min((innerWidth * 0.9) / image.naturalWidth, (innerHeight * 0.84) / image.naturalHeight);
    image.style.width = `${image.naturalWidth * Math.min(most, Math.max(1, most / 2))}px`;
  };
  image.addEventListener('load', grow);
  const dialog = openDialog('lightbox', alt, h('figure', {}, image, h('figcaption', {}, h('a', { class: 'link', href: address, target: '_blank', rel: 'noopener' }, 'Open in browser'))),
    h('button', { type: 'button', class: 'lightbox-close', 'aria-label': 'Close', onclick: () => dialog.close() }, icon('close', 24)));
  dialog.addEventListener('click', event => event.target.tagName !== 'A' && dialog.close());
}
