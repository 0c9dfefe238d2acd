import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { answer, directoryApi } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { isManager, managerIdsOf, managerIn } from './managers.ts';
import { PersonLink } from './parts.tsx';
import { DIRECTORY } from './queries.ts';

interface Change {
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** So many are asked for at once: of more the others keep their ids. */
const MOST = 100;

type Names = ReadonlyMap<string, string>;
export type NamesOfManagers = Names;

/** The names of managers that changes have by their ids. */
export function useNamesOfManagers(changes: readonly Change[]): NamesOfManagers {
  return useNamesOfPeople(managerIdsOf(changes));
}

/**
 * The names of people by their ids, for whoever may see people; of who is deleted there is none. While they are awaited it is `…`: never
 * for a moment the id.
 */
export function useNamesOfPeople(all: readonly string[]): Names {
  const may = useMay();
  const ids = all.slice(0, MOST);
  const { data, isLoading } = useQuery({
    queryKey: [DIRECTORY, 'names', ids],
    queryFn: ({ signal }) =>
      answer(directoryApi.GET('/employees', { params: { query: { id: [...ids], limit: MOST } }, signal })),
    enabled: ids.length > 0 && may('people:read'),
    staleTime: 60_000,
  });
  if (isLoading) return new Map(ids.map((id) => [id, '…']));
  return new Map(data?.items.map(({ id, displayName }) => [id, displayName]));
}

/** The name of whom a value of `manager` names; undefined where it is none, or nobody knows the name. */
export function managerNamed(names: NamesOfManagers, path: string, value: unknown): ReactNode {
  if (!isManager(path)) return undefined;
  const id = managerIn(value);
  const name = id === null ? undefined : names.get(id);
  return id === null || name === undefined ? undefined : <PersonLink id={id} name={name} />;
}
