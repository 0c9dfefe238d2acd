import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useSession } from '../api/session.ts';
import { PAGES } from '../pages/pages.ts';
import { useKeysOn } from './key-preference.ts';
import { isForPage, stepOf, WAIT_MS } from './keys.ts';
import { mayOpen, useTenantPath } from './place.ts';

/** Single keys, outside of fields: `?`, `/`, and `g` with the letter of a page. */
export function useKeys(onList: () => void): void {
  const isOn = useKeysOn();
  const session = useSession();
  const path = useTenantPath();
  const navigate = useNavigate();
  const waitingSince = useRef<number | null>(null);
  useEffect(() => {
    if (!isOn) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      if (!isForPage(event)) return;
      const since = waitingSince.current;
      waitingSince.current = null;
      const isWaiting = since !== null && event.timeStamp - since < WAIT_MS;
      const open = PAGES.filter((page) => mayOpen(session, page));
      const step = stepOf(event.key, isWaiting, open);
      if (step.kind === 'nothing') return;
      event.preventDefault();
      if (step.kind === 'go') void navigate({ to: path(step.page.path) });
      if (step.kind === 'wait') waitingSince.current = event.timeStamp;
      if (step.kind === 'list') onList();
      if (step.kind === 'search') document.querySelector<HTMLInputElement>('[role="search"] input')?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
}
