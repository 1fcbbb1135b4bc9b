// Files on their way into a message: chosen, dropped or pasted, shown above the composer until they are sent.
import { byId, fileSize, h } from './dom.js';
import { icon } from './icons.js';
import { toast } from './toast.js';

const mostFiles = 10; // Discord's limit for one message

/** A small picture of a file, or its sign. The address is given back when the element is taken away. */
export function thumb(file, className = 'thumb') {
  if (!/^(image|video)\//.test(file.type)) return h('span', { class: `${className} is-sign` }, icon('file', 24));
  const address = URL.createObjectURL(file);
  return file.type.startsWith('image/') ? h('img', { class: className, src: address, alt: '', onload: () => URL.revokeObjectURL(address) })
    : h('video', { class: className, src: address, muted: true, preload: 'metadata', onloadeddata: () => URL.revokeObjectURL(address) });
}

/** Says why a file cannot be sent; null when it can. */
export function tooLarge(file, store) {
  return file.size > store.sizeLimit ? `${file.name || 'The file'} is ${fileSize(file.size)}; this server takes files up to ${fileSize(store.sizeLimit)}.` : null;
}

export class Uploads {
  #strip;
  #store;
  files = [];

  constructor(strip, store) {
    this.#strip = strip;
    this.#store = store;
  }

  add(files) {
    for (const file of files) {
      const problem = tooLarge(file, this.#store) ?? (this.files.length >= mostFiles ? `At most ${mostFiles} files fit into one message.` : null);
      if (problem) toast(problem, 'error');
      else this.files.push(file);
    }
    this.#draw();
  }

  /** Takes all files out of the strip. */
  take() {
    const files = this.files;
    this.files = [];
    this.#draw();
    return files;
  }

  #draw() {
    this.#strip.hidden = !this.files.length;
    this.#strip.replaceChildren(...this.files.map(file => h('div', { class: 'upload', 'data-testid': 'upload' }, h('div', { class: 'upload-picture' }, thumb(file)),
      h('div', { class: 'upload-name', title: file.name }, file.name || 'image.png'), h('div', { class: 'file-size' }, fileSize(file.size)),
      h('button', { type: 'button', class: 'upload-remove', 'aria-label': `Remove ${file.name}`, title: 'Remove', onclick: () => this.#remove(file) }, icon('trash', 16)))));
  }

  #remove(file) {
    this.files = this.files.filter(other => other !== file);
    this.#draw();
  }
}

/** Files dropped anywhere on the page or pasted into it go to `take`; while they hover, an overlay says where they will land. */
export function catchFiles(take, target) {
  let depth = 0;
  const overlay = byId('drop');
  const hasFiles = event => [...(event.dataTransfer?.types ?? [])].includes('Files');
  const set = value => {
    depth = Math.max(0, value);
    overlay.hidden = depth === 0;
    if (depth > 0) byId('drop-target').textContent = target();
  };
  addEventListener('dragenter', event => hasFiles(event) && !document.querySelector('dialog[open]') && set(depth + 1));
  addEventListener('dragleave', event => hasFiles(event) && set(depth - 1));
  addEventListener('dragover', event => hasFiles(event) && event.preventDefault());
  addEventListener('drop', event => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    set(0);
    take([...event.dataTransfer.files]);
  });
  addEventListener('paste', event => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    take(files);
  });
}
