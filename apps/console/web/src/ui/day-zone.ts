import { useSyncExternalStore } from 'react';
import { useSession } from '../api/session.ts';
import { isZone } from './day.ts';

const KEY = 'days';
const listeners = new Set<() => void>();

/** Whether days end where somebody is, and not where the company says. Of this browser: so is its zone. */
export function useOwnDays(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => localStorage.getItem(KEY) === 'own',
  );
}

export function turnOwnDays(isOwn: boolean): void {
  if (isOwn) localStorage.setItem(KEY, 'own');
  else localStorage.removeItem(KEY);
  for (const listener of listeners) listener();
}

/** Of this browser. */
export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

const UTC = 'UTC';

/** Where the days of the company end; null: it is not known here. */
export function useCompanyZone(): string | null {
  return useSession().tenant?.timeZone ?? null;
}

interface DayZone {
  /** By which it is told what day it is. */
  readonly zone: string;
  /** As it is called: what this browser does not know keeps its name. Null: the answer says it. */
  readonly name: string | null;
  /** For the address and for the directory: nothing for the company's own. */
  readonly other: string;
}

interface Named {
  /** A zone that the address names. */
  readonly named: string;
  /** The address has a day: without a zone it is one of the company's, whoever follows the link. */
  readonly hasDay: boolean;
}

/** Where the days of a page end. */
export function useDayZone({ named, hasDay }: Named): DayZone {
  const company = useCompanyZone();
  const isOwn = useOwnDays();
  const own = isOwn && !hasDay ? ownZone() : '';
  const wanted = [named, own].find(isZone) ?? '';
  const other = wanted === company ? '' : wanted;
  const name = other === '' ? company : other;
  return { zone: name !== null && isZone(name) ? name : UTC, name, other };
}
