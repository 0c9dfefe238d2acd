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

/** What is asked again and again, as `useQuery` has it. */
export interface Heard {
  readonly data: unknown;
  readonly error: Error | null;
  readonly isFetching?: boolean;
}

/** Whether something cannot be asked any more, or is not answered. That nobody is signed in any more the shell says. */
export function useUnheard({ error, isFetching = false }: Pick<Heard, 'error' | 'isFetching'>): boolean {
  return useLasting(isFetching || (error !== null && !isProblem(error, 401)));
}

/** Why something is not there: as long as it is asked anew without an answer, too, when the query itself knows no error any more. */
export function useLastError({ data, error, isFetching = false }: Heard): Error | null {
  const [last, setLast] = useState(error);
  const now = error ?? (data === undefined && isFetching ? last : null);
  if (now !== last) setLast(now);
  return now;
}
