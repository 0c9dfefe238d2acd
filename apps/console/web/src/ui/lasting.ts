import { useEffect, useState } from 'react';
import { isProblem } from '../api/problem.ts';

/** Longer than two rounds of what is asked most: one answer that was lost is made up for by then, and nothing flickers. */
const PATIENCE_MS = 4_000;

/** Whether something is so, and has been for some seconds. */
export function useLasting(isSo: boolean): boolean {
  const [lasts, setLasts] = useState(false);
  if (!isSo && lasts) setLasts(false);
  useEffect(() => {
    if (!isSo) return undefined;
    const timer = setTimeout(() => setLasts(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isSo]);
  return isSo && lasts;
}

/** Whether something cannot be asked any more. That nobody is signed in any more the shell says. */
export function useUnheard(error: Error | null): boolean {
  return useLasting(error !== null && !isProblem(error, 401));
}
