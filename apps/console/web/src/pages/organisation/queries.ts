import { queryOptions } from '@tanstack/react-query';
import { answer, answerIfAny, directoryApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/directory.ts';
import { LIVE_MS } from '../../api/query-client.ts';
import type { Moment } from '../../ui/day.ts';
import { DIRECTORY, type Employee } from '../people/queries.ts';
import { levelOf, type Level } from './level.ts';

type ChartPage = AnswerOf<operations['getChart']>;
type Node = ChartPage['items'][number];

/** Somebody of the chart: of now with how many are below, of a day before without. */
export interface Somebody extends Pick<
  Employee,
  'id' | 'displayName' | 'title' | 'department' | 'active' | 'managerId'
> {
  readonly employeeNumber: string | null;
  /** Said of a day before: null where nobody knows who it was. */
  readonly manager?: Employee['manager'];
  readonly directs?: number;
  /** Over all levels, at `placesAt`; null: not counted yet. */
  readonly everybody?: number | null;
}

export type People = Level<Somebody>;

/** A level, and what is told beside it of now. */
export interface Charted {
  readonly level: People;
  /** Whom the level is below. */
  readonly root: Node | null;
  /** As of when is counted; null: it has not been yet. */
  readonly placesAt: string | null;
  readonly counts: ChartPage['counts'];
}

const EACH = 200;
export const ORGANISATION_KEY = [DIRECTORY, 'organisation'] as const;

const pagedOf = (cursor: string | undefined) => ({ limit: EACH, ...(cursor !== undefined && { cursor }) });
const untold = (level: People): Charted => ({ level, root: null, placesAt: null, counts: null });

/** Counted anew about once a minute; the first time somebody waits for it. */
const refetchInterval = (data: Charted | null | undefined): number =>
  data?.counts === null ? 2 * LIVE_MS : 20 * LIVE_MS;

/** Who is at the top; of a day before also whose manager nobody knew. */
export const topsQuery = (moment: Moment) =>
  queryOptions({
    queryKey: [...ORGANISATION_KEY, 'tops', moment],
    queryFn: async ({ signal }): Promise<Charted> => {
      if (moment.asOf === undefined) return (await chartOf(undefined, signal)) ?? untold(NOBODY);
      const level = await levelOf((cursor) => {
        const query = { ...moment, managerId: 'none', ...pagedOf(cursor) };
        return answer(directoryApi.GET('/employees', { params: { query }, signal }));
      });
      return untold(level);
    },
    refetchInterval: ({ state }) => (moment.asOf === undefined ? refetchInterval(state.data) : false),
  });

/** Who reports to somebody; null: of now, there is nobody by this id. */
export const teamQuery = (id: string, moment: Moment) =>
  queryOptions({
    queryKey: [...ORGANISATION_KEY, 'team', id, moment],
    queryFn: async ({ signal }): Promise<Charted | null> => {
      if (moment.asOf === undefined) return chartOf(id, signal);
      const level = await levelOf(async (cursor) => {
        const params = { path: { id }, query: { ...moment, ...pagedOf(cursor) } };
        return (await answerIfAny(directoryApi.GET('/employees/{id}/team', { params, signal }))) ?? NO_PAGE;
      });
      return untold(level);
    },
  });

const NOBODY: People = { people: [], isCut: false };
const NO_PAGE = { items: [], next: null };

/** Now: at the top in the order of size, as the directory has it. */
async function chartOf(root: string | undefined, signal: AbortSignal): Promise<Charted | null> {
  const pages: ChartPage[] = [];
  const level = await levelOf<Somebody>(async (cursor) => {
    const query = { ...(root !== undefined && { root }), ...pagedOf(cursor) };
    const page = await answerIfAny(directoryApi.GET('/org', { params: { query }, signal }));
    if (page === null) return NO_PAGE;
    pages.push(page);
    return { items: page.items, next: page.next };
  }, root === undefined);
  const [first] = pages;
  return first === undefined ? null : { level, root: first.root, placesAt: first.placesAt, counts: first.counts };
}

/** How many are below somebody. */
export interface Below {
  readonly count: number;
  /** Else they are so many at least. */
  readonly isExact: boolean;
}

/** On a day: of now the chart says it. */
export const belowQuery = (id: string, moment: Moment) =>
  queryOptions({
    queryKey: [...ORGANISATION_KEY, 'below', id, moment],
    queryFn: async ({ signal }): Promise<Below> => {
      const params = { path: { id }, query: { ...moment, limit: 1 } };
      const found = await answerIfAny(directoryApi.GET('/employees/{id}/below', { params, signal }));
      const { total, atLeast = 0 } = found ?? { total: 0 };
      return total === undefined ? { count: atLeast, isExact: false } : { count: total, isExact: true };
    },
  });
