import { useSyncExternalStore } from 'react';

const KEY = 'keys';
const listeners = new Set<() => void>();

function areOn(): boolean {
  return localStorage.getItem(KEY) !== 'off';
}

/** Whether single keys do anything (WCAG 2.1.4: who dictates, or whose hand shakes, turns them off). Of this browser: so is its keyboard. */
export function useKeysOn(): boolean {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, areOn);
}

export function turnKeys(isOn: boolean): void {
  if (isOn) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, 'off');
  for (const listener of listeners) listener();
}
