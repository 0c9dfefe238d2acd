import { useEffect, useState, type ReactNode } from 'react';
import { useFormat } from '../i18n/format.ts';
import { useUrl } from './url.ts';

export type Zone = 'relative' | 'local' | 'utc';

/** How times are written on this page: it is in the address, so that a link shows what was seen. */
export function useZone(): [Zone, (zone: Zone) => void] {
  const [{ zone }, setUrl] = useUrl({ zone: 'relative' });
  return [zone === 'local' || zone === 'utc' ? zone : 'relative', (next) => setUrl({ zone: next })];
}

/** A time in the way that the page shows times; the others are its tooltip. */
export function Time({ at }: { readonly at: string | Date }): ReactNode {
  const [zone] = useZone();
  const now = useNow();
  const format = useFormat();
  const time = typeof at === 'string' ? new Date(at) : at;
  const shown = { relative: format.relative(time, now), local: format.local(time), utc: format.utc(time) };
  return (
    <time
      className="nowrap"
      dateTime={time.toISOString()}
      title={`${shown.local}\n${shown.utc}`}
      {...(zone === 'relative' && { 'data-on-paper': shown.utc })}
    >
      {shown[zone]}
    </time>
  );
}

/** A time behind "until" or "since", which "in 3 days" does not go with: the moment itself; how far off it is, is its tooltip. */
export function Moment({ at }: { readonly at: string | Date }): ReactNode {
  const [zone] = useZone();
  const now = useNow();
  const format = useFormat();
  const time = typeof at === 'string' ? new Date(at) : at;
  return (
    <time className="nowrap" dateTime={time.toISOString()} title={format.relative(time, now)}>
      {zone === 'utc' ? format.utc(time) : format.local(time)}
    </time>
  );
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all times of a page. */
export function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const tick = (): void => setNow(new Date());
    listeners.add(tick);
    timer ??= setInterval(() => {
      for (const one of listeners) one();
    }, 10_000);
    return () => {
      listeners.delete(tick);
      if (listeners.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  }, []);
  return now;
}
