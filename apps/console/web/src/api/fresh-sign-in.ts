import { useSyncExternalStore } from 'react';

let isAsked = false;
const listeners = new Set<() => void>();

/** A service refused an act because the sign-in is older than five minutes. */
export function askForFreshSignIn(asked: boolean): void {
  isAsked = asked;
  for (const listener of listeners) listener();
}

export function useFreshSignInAsked(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isAsked,
  );
}

const STEP_UP_MS = 300_000;

/** As the services judge it, where one cannot be asked before. */
export function isFresh(authTime: string, now: Date): boolean {
  return now.getTime() - Date.parse(authTime) <= STEP_UP_MS;
}
