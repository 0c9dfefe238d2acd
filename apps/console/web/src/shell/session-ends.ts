import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { askWhetherAttended, touch } from '../api/attended.ts';
import { knownEnds, onEndsKnown, standingAt, type Ends, type Standing } from '../api/session-ends.ts';
import { sessionQuery } from '../api/session.ts';

/** A timer alone would be late by as long as the machine slept: the clock is looked at. */
const TICK_MS = 5_000;
/** Another window may have put it off, or somebody has signed in anew there. */
const ASK_AGAIN_MS: Readonly<Record<Standing, number>> = { far: Infinity, unused: 0, anyway: 60_000, over: 0 };

export interface Ending {
  readonly standing: Standing;
  readonly ends: Ends | null;
  /** Somebody is there: the session goes on. False: that could not be said. */
  readonly stay: () => Promise<boolean>;
}

/** Where the session stands: near its end the server is asked first, by a question that keeps no session by itself. */
export function useEnding(): Ending {
  const client = useQueryClient();
  const [shown, setShown] = useState<Omit<Ending, 'stay'>>({ standing: 'far', ends: null });
  const show = useCallback((): void => {
    const ends = knownEnds();
    const standing = standingAt(ends, Date.now());
    setShown((before) => (before.standing === standing && before.ends === ends ? before : { standing, ends }));
  }, []);
  const ask = useCallback(
    () =>
      client.query({ ...sessionQuery, staleTime: 0 }).then(
        () => true,
        () => false,
      ),
    [client],
  );
  useLooks(ask, show);
  const stay = useCallback(async (): Promise<boolean> => {
    askWhetherAttended(false);
    touch();
    let isTold = await ask();
    // Whoever asks while a question is under way is given its answer, and that one had said that nobody is there.
    if (isTold && standingAt(knownEnds(), Date.now()) === 'unused') isTold = await ask();
    show();
    return isTold;
  }, [ask, show]);
  return { ...shown, stay };
}

/** Looks at the clock, and asks where it says that the end is near. */
function useLooks(ask: () => Promise<boolean>, show: () => void): void {
  const askedAt = useRef(-Infinity);
  useEffect(() => {
    const look = (): void => {
      const now = Date.now();
      const standing = standingAt(knownEnds(), now);
      if (standing === 'far') show();
      else if (now - askedAt.current >= ASK_AGAIN_MS[standing]) {
        askedAt.current = now;
        void ask().finally(show);
      }
    };
    const timer = setInterval(look, TICK_MS);
    // Of a window that nobody sees the browser slows the timers down.
    document.addEventListener('visibilitychange', look);
    const forget = onEndsKnown(() => {
      if (standingAt(knownEnds(), Date.now()) === 'far') show();
    });
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      forget();
    };
  }, [ask, show]);
}
