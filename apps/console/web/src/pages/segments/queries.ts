import { queryOptions } from '@tanstack/react-query';
import { answer, directoryApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/directory.ts';
import type { Counts, Facet } from '../people/queries.ts';

export type Segment = AnswerOf<operations['getSegment']>;

/** The segments, and whom they mean: changed together. */
export const SEGMENTS = ['segments'];

export const segmentsQuery = queryOptions({
  queryKey: [...SEGMENTS, 'list'],
  queryFn: async ({ signal }): Promise<readonly Segment[]> =>
    (await answer(directoryApi.GET('/segments', { signal }))).items,
  staleTime: 30_000,
});

/** @param version with another filter others are meant */
export const meantKey = (name: string, version: number) => [...SEGMENTS, name, version, 'people'];
export const countedKey = (name: string, version: number) => [...SEGMENTS, name, version, 'counts'];

export function countSegment(name: string, by: Facet, signal: AbortSignal): Promise<Counts> {
  return answer(directoryApi.GET('/segments/{name}/count', { params: { path: { name }, query: { by } }, signal }));
}

export interface Draft {
  readonly name: string;
  readonly filter: string;
  readonly reason: string;
}

export function putSegment({ name, filter, reason }: Draft): Promise<Segment> {
  const body = { filter, ...(reason !== '' && { reason }) };
  return answer(directoryApi.PUT('/segments/{name}', { params: { path: { name } }, body }));
}

export function removeSegment(name: string): Promise<unknown> {
  return answer(directoryApi.DELETE('/segments/{name}', { params: { path: { name } } }));
}
