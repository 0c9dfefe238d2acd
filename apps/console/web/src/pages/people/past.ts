import { queryOptions, useQuery } from '@tanstack/react-query';
import { answer, directoryApi } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { dayOf } from '../../ui/day.ts';
import { useDay } from '../../ui/day-choice.tsx';
import { DIRECTORY } from './queries.ts';

/** Before any directory: asked for it, ours says when its first event was. */
const LONG_AGO = '1970-01-01T00:00:00Z';

const earliestQuery = queryOptions({
  queryKey: [DIRECTORY, 'earliest'],
  queryFn: async ({ signal }): Promise<string | null> => {
    const query = { asOf: LONG_AGO, limit: 1 };
    return (await answer(directoryApi.GET('/employees', { params: { query }, signal }))).earliest ?? null;
  },
  staleTime: 600_000,
});

/** The first day that anything is known of; null: none, or nobody can say; undefined: not known yet. */
export function useEarliestDay(): string | null | undefined {
  const may = useMay();
  const { zone } = useDay();
  const { data, isLoading } = useQuery({ ...earliestQuery, enabled: may('directory:history') });
  if (isLoading) return undefined;
  return data === undefined || data === null ? null : dayOf(new Date(data), zone);
}
