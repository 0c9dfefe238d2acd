import { useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, type RefObject } from 'react';

/** What somebody does who has arrived: from then on the page stays where they have it. */
const DONE = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

/**
 * The part of a page that an address names behind `#`: it comes into sight and its heading has the focus, also where it is
 * loaded later than the page. What is loaded above it afterwards does not push it out of sight.
 *
 * @returns of what has the focus; the element with this id is what comes into sight
 */
export function usePart<Kind extends HTMLElement>(part: string | undefined): RefObject<Kind | null> {
  const head = useRef<Kind | null>(null);
  // As it is shown: while a page is on its way, the address is the next one's already.
  const visit = useRouterState({
    select: ({ resolvedLocation: at }) =>
      part !== undefined && at?.hash === part ? (at.state.__TSR_key ?? at.href) : null,
  });
  useEffect(() => {
    const frame = part === undefined || visit === null ? null : document.getElementById(part);
    if (frame === null || head.current === null) return undefined;
    return keepInSight(frame, head.current);
  }, [part, visit]);
  return head;
}

/** It is told for the first time when all is laid out, after the shell has taken the focus to the page. */
function keepInSight(frame: HTMLElement, head: HTMLElement): () => void {
  let hasArrived = false;
  const observer = new ResizeObserver(() => {
    if (!hasArrived) head.focus({ preventScroll: true });
    hasArrived = true;
    frame.scrollIntoView({ block: 'start' });
  });
  const end = (): void => {
    observer.disconnect();
    for (const one of DONE) document.removeEventListener(one, end, { capture: true });
  };
  for (const one of DONE) document.addEventListener(one, end, { capture: true, passive: true });
  observer.observe(document.body);
  return end;
}
