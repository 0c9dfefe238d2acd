import { useUrl } from './url.ts';

export interface Filtering<Filter> {
  readonly filter: Filter;
  readonly isFiltered: boolean;
  readonly narrow: (next: Partial<Filter>) => void;
  readonly clear: () => void;
  /** The id of the row that is looked at, or nothing. */
  readonly opened: string;
  readonly open: (id: string) => void;
}

const NONE = { open: '' };

/** What narrows a list, and which of its rows is open: all in the address. `nothing` is a constant: what narrows nothing. */
export function useFiltering<Name extends string>(
  nothing: Readonly<Record<Name, string>>,
): Filtering<Readonly<Record<Name, string>>> {
  const [filter, setFilter] = useUrl(nothing);
  const [{ open: opened }, setOpened] = useUrl(NONE);
  return {
    filter,
    isFiltered: isFiltered(filter),
    narrow: setFilter,
    clear: () => setFilter(nothing),
    opened,
    open: (id) => setOpened({ open: id }),
  };
}

export function isFiltered(filter: Readonly<Record<string, string>>): boolean {
  return Object.values(filter).some((value) => value !== '');
}
