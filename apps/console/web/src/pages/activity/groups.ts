import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answer, directoryApi } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { useSight } from '../../shell/sight.ts';
import type { Row, Sent } from './rows.ts';

const OF_GROUP = /\/Groups(\/|$)/;

export function isOfGroup({ path }: Pick<Sent, 'path'>): boolean {
  return OF_GROUP.test(path);
}

/** By a grant no groups are seen. */
export function useSeesGroups(): boolean {
  const may = useMay();
  return useSight() === null && may('people:read');
}

/** So many are asked for at once: of older requests a group is named by what is opened. */
const MOST = 100;

/** The names of the groups that requests were about, by their ids; of one that was deleted there is none. */
export function useNamesOfGroups(rows: readonly Row[]): ReadonlyMap<string, string> {
  const isSeen = useSeesGroups();
  const about = rows.flatMap((row) =>
    'sent' in row && isOfGroup(row.sent) && row.sent.resourceId !== null ? [row.sent.resourceId] : [],
  );
  const ids = [...new Set(about)].slice(0, MOST).toSorted();
  const { data } = useQuery({
    queryKey: ['groups', 'names', ids],
    queryFn: ({ signal }) =>
      answer(directoryApi.GET('/groups', { params: { query: { id: ids, limit: MOST } }, signal })),
    enabled: ids.length > 0 && isSeen,
    staleTime: 60_000,
    // With each request that comes the question is another one: names that are known stay meanwhile.
    placeholderData: keepPreviousData,
  });
  return new Map(data?.items.map(({ id, displayName }) => [id, displayName]));
}
