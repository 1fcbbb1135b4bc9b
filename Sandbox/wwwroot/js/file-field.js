// The field of a form that takes files: chosen, dropped on it or pasted into the form.
import { fileSize, h } from './dom.js';
import { icon } from './icons.js';
import { thumb, tooLarge } from './uploads.js';

export function fileUpload(one, store, testid) {
  const most = one.max_values ?? 1;
  let files = [];
  const input = h('input', { type: 'file', class: 'visually-hidden', id: testid, multiple: most > 1, 'data-testid': testid });
  const list = h('ul', { class: 'chosen-files' });
  const trouble = h('div', { class: 'field-error', role: 'alert' });
  const element = h('div', { class: 'file-field' },
    h('label', { class: 'file-drop' }, icon('attach', 18), h('span', {}, most > 1 ? `Choose, drop or paste up to ${most} files` : 'Choose, drop or paste a file'), input), list, trouble);

  const draw = () => list.replaceChildren(...files.map(file => h('li', { class: 'chosen-file' }, thumb(file, 'chip-thumb'), h('span', { class: 'chip-file-name' }, file.name || 'image.png'), h('span', { class: 'file-size' }, fileSize(file.size)),
    h('button', { type: 'button', class: 'chip-close', 'aria-label': `Remove ${file.name || 'image.png'}`, onclick: () => {
      files = files.filter(other => other !== file);
      draw();
      input.focus();
    } }, icon('close', 14)))));
  const take = more => {
    trouble.textContent = more.map(file => tooLarge(file, store)).find(Boolean) ?? (files.length + more.length > most && most > 1 ? `At most ${most} files.` : '');
    const fitting = more.filter(file => !tooLarge(file, store));
    files = (most > 1 ? [...files, ...fitting] : [...fitting, ...files]).slice(0, most);
    draw();
    element.dispatchEvent(new Event('input', { bubbles: true }));
  };
  input.addEventListener('change', () => {
    take([...input.files]);
    input.value = '';
  });
  element.addEventListener('dragover', event => {
    event.preventDefault();
    element.classList.add('is-over');
  });
  element.addEventListener('dragleave', () => element.classList.remove('is-over'));
  element.addEventListener('drop', event => {
    event.preventDefault();
    event.stopPropagation();
    element.classList.remove('is-over');
    take([...event.dataTransfer.files]);
  });
  return {
    element, focus: () => input.focus(), labelled: input,
    paste: pasted => take(pasted),
    value: all => ({ values: files.map(file => String(all.push(file) - 1)) }),
    problem: required => {
      if (required && !files.length) return 'Choose a file';
      return files.length && files.length < (one.min_values ?? 0) ? `Choose at least ${one.min_values} files` : null;
    },
  };
}
