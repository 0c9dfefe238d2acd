import { useUrl } from '../../ui/url.ts';
import type { DeliveryFilter } from './parameters.ts';

const NOTHING: DeliveryFilter = { status: '', personId: '', eventId: '' };

interface Filtering {
  readonly filter: DeliveryFilter;
  readonly isFiltered: boolean;
  readonly narrow: (next: Partial<DeliveryFilter>) => void;
  readonly clear: () => void;
  /** The delivery that is looked at, or nothing. */
  readonly opened: string;
  readonly open: (id: string) => void;
}

/** What narrows the deliveries, and which one is open: all in the address. */
export function useFilter(): Filtering {
  const [{ open: opened, ...filter }, setUrl] = useUrl({ ...NOTHING, open: '' });
  return {
    filter,
    isFiltered: Object.values(filter).some((value) => value !== ''),
    narrow: setUrl,
    clear: () => setUrl(NOTHING),
    opened,
    open: (id) => setUrl({ open: id }),
  };
}
