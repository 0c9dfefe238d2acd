import { useEffect } from 'react';

const OVERLAY = '[role="dialog"], [role="alertdialog"]';
const PLACE = 'section, main';

/**
 * Whoever uses the keyboard stays where they are when what had the focus goes away with what they did, as a button of a row that
 * is done does, or the one that opened a dialog: the panel that it was in has the focus then, or the page.
 */
export function useKeptPlace(): void {
  useEffect(keepPlace, []);
}

function keepPlace(): () => void {
  let last: Element | null = null;
  let places: readonly HTMLElement[] = [];
  let frame = 0;
  const isLost = (): boolean => !hasFocus() && last !== null && !last.isConnected;
  const remember = ({ target }: FocusEvent): void => {
    if (!(target instanceof Element)) return;
    last = target;
    if (target.closest(OVERLAY) === null) places = placesOf(target);
  };
  const giveBack = (): void => {
    const place = places.find(({ isConnected }) => isConnected);
    if (isLost() && place !== undefined) focusOn(place);
  };
  // A dialog that closes gives the focus back by itself within a frame, where it can.
  const observer = new MutationObserver(() => {
    if (!isLost()) return;
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => (frame = requestAnimationFrame(giveBack)));
  });
  // Who has clicked beside it has left it.
  const leave = ({ target }: PointerEvent): void => {
    if (!hasFocus() || !(target instanceof Node && document.activeElement?.contains(target) === true)) last = null;
  };
  observer.observe(document.body, { childList: true, subtree: true });
  document.addEventListener('focusin', remember);
  document.addEventListener('pointerdown', leave, { capture: true });
  return () => {
    cancelAnimationFrame(frame);
    observer.disconnect();
    document.removeEventListener('focusin', remember);
    document.removeEventListener('pointerdown', leave, { capture: true });
  };
}

function hasFocus(): boolean {
  return document.activeElement !== null && document.activeElement !== document.body;
}

/** From the nearest one outwards. */
function placesOf(target: Element): readonly HTMLElement[] {
  const place = target.closest<HTMLElement>(PLACE);
  if (place === null) return [];
  return [place, ...(place.parentElement === null ? [] : placesOf(place.parentElement))];
}

/** For as long as it has it: what can have the focus would take it at every click. */
function focusOn(place: HTMLElement): void {
  if (!place.hasAttribute('tabindex')) {
    place.tabIndex = -1;
    place.addEventListener('blur', () => place.removeAttribute('tabindex'), { once: true });
  }
  place.focus({ preventScroll: true });
}
