import { dayAfter, dayOf, isDay } from '../../ui/day.ts';
import { useNow, useZoneName } from '../../ui/time.tsx';
import { useUrl } from '../../ui/url.ts';
import { KINDS } from './differences.ts';
import type { Compared } from './queries.ts';

const NOTHING = { from: '', to: '', kind: '' };
/** Where the address says nothing: what is new in a week. */
const DAYS = 7;

interface Comparing {
  readonly compared: Compared;
  readonly today: string;
  readonly isFiltered: boolean;
  readonly narrow: (next: Partial<typeof NOTHING>) => void;
  readonly clear: () => void;
}

/** What is compared: all in the address. */
export function useCompared(): Comparing {
  const [url, setUrl] = useUrl(NOTHING);
  const zone = useZoneName();
  const today = dayOf(useNow(), zone);
  const from = isDay(url.from) ? url.from : dayAfter(today, -DAYS);
  const to = isDay(url.to) && url.to !== today ? url.to : '';
  return {
    compared: { from, to, zone, kind: KINDS.find((one) => one === url.kind) },
    today,
    isFiltered: Object.values(url).some((value) => value !== ''),
    narrow: (next) => setUrl(next.to === today ? { ...next, to: '' } : next),
    clear: () => setUrl(NOTHING),
  };
}
