// The open list of a select, one choice or several.
import { emojiText } from './components.js';
import { h, slug } from './dom.js';
import { icon } from './icons.js';
import { moveWithArrows, showPopover } from './popover.js';

/**
 * @param {Element} anchor the closed select
 * @param {object} component with `options`, `min_values` and `max_values`
 * @param {(values: string[]) => void} give called once, when the choice stands
 */
export function showSelect(anchor, component, give, chosen = (component.options ?? []).filter(option => option.default).map(option => option.value)) {
  const least = component.min_values ?? 1;
  const most = Math.min(component.max_values ?? 1, component.options?.length ?? 0);
  const several = most > 1;
  const picked = new Set(chosen);
  const list = h('div', { class: 'menu select-list', role: 'listbox', 'aria-label': component.placeholder || 'Choices', 'aria-multiselectable': several ? 'true' : null });
  let close = () => {};
  const isChanged = () => picked.size !== chosen.length || chosen.some(value => !picked.has(value));

  const choose = option => {
    if (!several) {
      close();
      give(picked.has(option.value) && least === 0 ? [] : [option.value]); // pressing it again takes it back where nothing may be chosen
      return;
    }
    if (picked.has(option.value)) picked.delete(option.value);
    else if (picked.size < most) picked.add(option.value);
    draw();
    focus(option.value);
  };
  const draw = () => {
    list.replaceChildren(...(component.options ?? []).map(option => h('button', {
      type: 'button', role: 'option', class: 'menu-item select-option', 'aria-selected': picked.has(option.value) ? 'true' : 'false',
      'data-testid': `choice-${slug(option.value)}`, 'data-value': option.value, onclick: () => choose(option),
    }, emojiText(option.emoji) && h('span', { class: 'emoji' }, emojiText(option.emoji)),
    h('span', { class: 'menu-label' }, option.label, option.description && h('span', { class: 'menu-note' }, option.description)),
    picked.has(option.value) && icon('check', 18))), several ? h('div', { class: 'select-hint' }, picked.size < least ? `Choose at least ${least}` : `${picked.size} of at most ${most} chosen`) : '',
    several ? h('button', { type: 'button', class: 'menu-item select-done', disabled: picked.size < least, 'data-testid': 'select-done', onclick: () => close() }, 'Done') : '');
  };
  const focus = value => (list.querySelector(`[data-value="${CSS.escape(value ?? '')}"]`) ?? list.querySelector('.menu-item'))?.focus({ preventScroll: true });
  moveWithArrows(list, '.menu-item');
  draw();
  close = showPopover(list, anchor, { matchWidth: true, onClose: () => several && isChanged() && picked.size >= least && give([...picked]) });
  focus(chosen[0]);
}
