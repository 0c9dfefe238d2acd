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
