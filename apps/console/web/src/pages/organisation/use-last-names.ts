import { useQueries } from '@tanstack/react-query';
import { isId } from '../../api/id.ts';
import { useDay } from '../../ui/day-choice.tsx';
import { reasonQuery } from '../person/queries.ts';
import type { Somebody } from './queries.ts';

/** So many are asked for, one by one: others keep what Entra names. */
const MOST = 25;

/**
 * The last name of managers who were deleted, by the ids that Entra names them by: what it was before there was none; `…` while it
 * is awaited.
 */
export function useLastNames(people: readonly Pick<Somebody, 'managerId'>[]): ReadonlyMap<string, string> {
  const { moment } = useDay();
  const given = people.flatMap(({ managerId }) => (managerId !== null && isId(managerId) ? [managerId] : []));
  const ids = [...new Set(given)].slice(0, MOST);
  const asked = useQueries({ queries: ids.map((id) => reasonQuery(id, 'displayName', moment)) });
  const names = asked.flatMap(({ data, isLoading }, at) => {
    const id = ids[at];
    const name = isLoading ? '…' : data?.before;
    return id !== undefined && typeof name === 'string' ? [[id, name] as const] : [];
  });
  return new Map(names);
}
