import { useEffect, useState } from 'react';

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
