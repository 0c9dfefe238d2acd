import { useUrl } from '../../ui/url.ts';
import type { AuditFilter } from './parameters.ts';

const NOTHING: AuditFilter = {
  person: '',
  path: '',
  value: '',
  type: '',
  outcome: '',
  requestId: '',
  from: '',
  to: '',
};

interface Filtering {
  readonly filter: AuditFilter;
  readonly isFiltered: boolean;
  readonly narrow: (next: Partial<AuditFilter>) => void;
  readonly clear: () => void;
  /** The entry that is looked at, or nothing. */
  readonly opened: string;
  readonly open: (id: string) => void;
}

/** What narrows the entries, and which one is open: all in the address. */
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
