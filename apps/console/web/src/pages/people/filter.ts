import { useUrl } from '../../ui/url.ts';
import type { PeopleFilter } from './parameters.ts';

const NOTHING: PeopleFilter = { q: '', leavers: '', department: '', active: '', segment: '', sort: '' };

interface Filtering {
  readonly filter: PeopleFilter;
  readonly isFiltered: boolean;
  readonly narrow: (next: Partial<PeopleFilter>) => void;
  readonly clear: () => void;
}

/** What narrows the people: all in the address. */
export function useFilter(): Filtering {
  const [filter, setUrl] = useUrl(NOTHING);
  const { sort: _order, ...narrowing } = filter;
  return {
    filter,
    isFiltered: Object.values(narrowing).some((value) => value !== ''),
    narrow: setUrl,
    clear: () => setUrl({ ...NOTHING, sort: filter.sort }),
  };
}
