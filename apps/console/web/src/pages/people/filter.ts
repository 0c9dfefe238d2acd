import { useUrl } from '../../ui/url.ts';
import type { PeopleFilter } from './parameters.ts';

const NOTHING: PeopleFilter = { q: '', department: '', active: '' };

interface Filtering {
  readonly filter: PeopleFilter;
  readonly isFiltered: boolean;
  readonly narrow: (next: Partial<PeopleFilter>) => void;
  readonly clear: () => void;
}

/** What narrows the people: all in the address. */
export function useFilter(): Filtering {
  const [filter, setUrl] = useUrl(NOTHING);
  return {
    filter,
    isFiltered: Object.values(filter).some((value) => value !== ''),
    narrow: setUrl,
    clear: () => setUrl(NOTHING),
  };
}
