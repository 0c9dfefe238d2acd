import type { Theme } from '../api/session.ts';

const KEY = 'theme';

/** Before the session is known, what it was the last time: so that a dark page does not begin white. */
export function applyRememberedTheme(): void {
  const asked = new URLSearchParams(location.search).get('theme') ?? localStorage.getItem(KEY);
  set(asked === 'light' || asked === 'dark' ? asked : 'auto');
}

export function applyTheme(theme: Theme): void {
  const asked = new URLSearchParams(location.search).get('theme');
  if (asked === 'light' || asked === 'dark') return;
  localStorage.setItem(KEY, theme);
  set(theme);
}

function set(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
}
