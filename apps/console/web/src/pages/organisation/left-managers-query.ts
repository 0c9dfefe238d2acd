import { queryOptions } from '@tanstack/react-query';
import { answer, directoryApi } from '../../api/client.ts';
import { isId } from '../people/managers.ts';
import { DIRECTORY, type Employee } from '../people/queries.ts';

/** Somebody who has left, and how many active people still report there. */
export interface LeftManager extends Pick<Employee, 'id' | 'displayName' | 'title'> {
  readonly people: number;
}

interface LeftManagers {
  readonly managers: readonly LeftManager[];
  /** Else they are those of the largest teams: a count tells the most frequent values alone. */
  readonly isWhole: boolean;
}

const MOST = 100;

export const leftManagersQuery = queryOptions({
  queryKey: [DIRECTORY, 'organisation', 'left-managers'],
  queryFn: async ({ signal }): Promise<LeftManagers> => {
    const counted = { by: 'manager', active: 'true' } as const;
    const { items, others } = await answer(
      directoryApi.GET('/employees/count', { params: { query: counted }, signal }),
    );
    const peopleOf = new Map(
      items.flatMap(({ value, count }) => (value !== null && isId(value) ? [[value, count]] : [])),
    );
    const ids = [...peopleOf.keys()].slice(0, MOST);
    if (ids.length === 0) return { managers: [], isWhole: others === 0 };
    const query = { id: ids, active: 'false', limit: MOST } as const;
    const left = await answer(directoryApi.GET('/employees', { params: { query }, signal }));
    const managers = left.items.map(({ id, displayName, title }) => ({
      id,
      displayName,
      title,
      people: peopleOf.get(id) ?? 0,
    }));
    return { managers: managers.toSorted((one, other) => other.people - one.people), isWhole: others === 0 };
  },
});
