// Keeps the composer above the keyboard on the screen of a phone. Chromium makes the page smaller by itself
// (`interactive-widget` in index.html); Safari only tells how much of the page can still be seen.
import { byId } from './dom.js';

export function keepAboveKeyboard(viewport = window.visualViewport) {
  if (!viewport) return;
  const fit = () => {
    const covered = innerHeight - viewport.height;
    const byKeyboard = viewport.scale < 1.01 && covered > 80; // pixels; a zoomed page is no keyboard
    byId('app').style.height = byKeyboard ? `${viewport.height}px` : '';
    if (byKeyboard) scrollTo(0, 0);
  };
  viewport.addEventListener('resize', fit);
}
