import { isFiltered, type Filtering } from '../../ui/filtering.ts';
import { useUrl } from '../../ui/url.ts';
import type { ActivityFilter } from './parameters.ts';

const NOTHING: ActivityFilter = { requestId: '', person: '', code: '', connection: '', from: '', to: '' };

/** Nobody's request: one that was sought is closed so. */
const CLOSED = 'none';

/** What narrows the requests, and which one is open: all in the address. A request that is sought is open. */
export function useFilter(): Filtering<ActivityFilter> {
  const [{ open, ...filter }, setUrl] = useUrl({ ...NOTHING, open: '' });
  const opened = open === '' ? filter.requestId : open;
  return {
    filter,
    isFiltered: isFiltered(filter),
    narrow: (next) => setUrl({ ...next, ...(next.requestId !== undefined && { open: '' }) }),
    clear: () => setUrl({ ...NOTHING, open: '' }),
    opened: opened === CLOSED ? '' : opened,
    open: (requestId) => setUrl({ open: requestId === '' && filter.requestId !== '' ? CLOSED : requestId }),
  };
}
