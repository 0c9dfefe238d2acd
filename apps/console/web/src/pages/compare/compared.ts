import { dayAfter, dayOf, isDay } from '../../ui/day.ts';
import { useDayZone } from '../../ui/day-zone.ts';
import { useNow } from '../../ui/time.tsx';
import { useUrl } from '../../ui/url.ts';
import { KINDS } from './differences.ts';
import type { Compared } from './queries.ts';

const NOTHING = { from: '', to: '', in: '', kind: '', under: '', segment: '' };
/** Where the address says nothing: what is new in a week. */
const DAYS = 7;

interface Comparing {
  readonly compared: Compared;
  readonly today: string;
  /** Where its days end, as it is called; null: the answer says it. */
  readonly zoneName: string | null;
  readonly isFiltered: boolean;
  readonly narrow: (next: Partial<typeof NOTHING>) => void;
  readonly clear: () => void;
  /** For the address of a page that shows one of the days. */
  readonly searchOf: (day: string) => Readonly<Record<string, string>>;
}

/** What is compared: all in the address. */
export function useCompared(): Comparing {
  const [url, setUrl] = useUrl(NOTHING);
  const { zone, name, other } = useDayZone({ named: url.in, hasDay: isDay(url.from) || isDay(url.to) });
  const today = dayOf(useNow(), zone);
  const from = isDay(url.from) ? url.from : dayAfter(today, -DAYS);
  const to = isDay(url.to) && url.to !== today ? url.to : '';
  const kind = KINDS.find((one) => one === url.kind);
  return {
    compared: { from, to, zone: other, kind, under: url.under, segment: url.segment },
    today,
    zoneName: name,
    isFiltered: Object.values(url).some((value) => value !== ''),
    narrow: (next) => setUrl(inZone(next, today, other)),
    clear: () => setUrl(NOTHING),
    searchOf: (day) => (day === '' ? {} : { on: day, ...(other !== '' && { in: other }) }),
  };
}

/** A day that is chosen has its zone beside it; until today is until now. */
function inZone(next: Partial<typeof NOTHING>, today: string, zone: string): Partial<typeof NOTHING> {
  const { from, to } = next;
  if (from === undefined && to === undefined) return next;
  return { ...next, in: zone, ...(to === today && { to: '' }) };
}
