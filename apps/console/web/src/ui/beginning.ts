import { createContext, startTransition, useContext, useEffect, useState } from 'react';

/** Whether what is shown was awaited here: what was known already is shown whole, so that whoever comes back finds the place. */
export const AwaitedContext = createContext(false);

/** More than a screen has room for. */
const FIRST = 25;

/** What was awaited is painted as far as somebody sees it, and whole in the time that is left then: a hundred rows take too long for one frame. */
export function useBeginning<Row>(rows: readonly Row[]): readonly Row[] {
  const wasAwaited = useContext(AwaitedContext);
  const [isWhole, setWhole] = useState(!wasAwaited || rows.length <= FIRST);
  useEffect(() => startTransition(() => setWhole(true)), []);
  return isWhole ? rows : rows.slice(0, FIRST);
}
