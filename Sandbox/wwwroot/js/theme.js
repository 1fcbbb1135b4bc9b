// Runs before the page is painted (not a module), so that nobody sees the wrong theme flash by.
(() => {
  const system = matchMedia('(prefers-color-scheme: light)');
  const stored = () => {
    try {
      return localStorage.getItem('theme');
    } catch {
      return null; // storage is switched off
    }
  };
  const apply = () => (document.documentElement.dataset.theme = stored() ?? (system.matches ? 'light' : 'dark'));
  apply();
  system.addEventListener('change', apply);
  addEventListener('storage', apply);
})();
