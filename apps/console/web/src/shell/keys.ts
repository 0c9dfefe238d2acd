import type { PageRoute } from '../pages/page-route.ts';

/** What a key does: it opens the list of keys, goes to a page, waits for the letter of one, or nothing. */
export type Step =
  { readonly kind: 'list' | 'search' | 'wait' | 'nothing' } | { readonly kind: 'go'; readonly page: PageRoute };

/** The letter of a page comes so soon after `g`. */
export const WAIT_MS = 1_500;

/** @param isWaiting `g` was pressed just before */
export function stepOf(key: string, isWaiting: boolean, pages: readonly PageRoute[]): Step {
  if (isWaiting) {
    const page = pages.find(({ nav }) => nav?.key === key.toLowerCase());
    return page === undefined ? { kind: 'nothing' } : { kind: 'go', page };
  }
  if (key === '?') return { kind: 'list' };
  if (key === '/') return { kind: 'search' };
  return { kind: key === 'g' || key === 'G' ? 'wait' : 'nothing' };
}

/** A letter in a field, in a dialog or with another key is not for the page. */
export function isForPage(event: Pick<KeyboardEvent, 'ctrlKey' | 'metaKey' | 'altKey' | 'target'>): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (document.querySelector('[role="dialog"], [role="alertdialog"]') !== null) return false;
  const { target } = event;
  return !(target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null);
}
