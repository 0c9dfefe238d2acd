import { queryOptions } from '@tanstack/react-query';
import { answerIfAny, directoryApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/directory.ts';
import { LIVE_MS } from '../../api/query-client.ts';
import type { Moment } from '../../ui/day.ts';
import { paged } from '../people/queries.ts';

/** Now, or as of a day. */
export type PersonThen = AnswerOf<operations['getEmployee']>;
export type Report = AnswerOf<operations['listTeam']>['items'][number];
export type Chain = AnswerOf<operations['listChain']>;
export type Reason = AnswerOf<operations['explainValue']>;
type History = AnswerOf<operations['listEmployeeHistory']>;
export type Version = History['items'][number];

const PERSON = 'person';
/** All that is known of people. */
export const PERSON_KEY = [PERSON] as const;

/** null: there is none, or none any more, or not yet. Of a day that is over it stays as it is said. */
export const personQuery = (id: string, moment: Moment = {}) =>
  queryOptions({
    queryKey: [PERSON, id, 'card', moment],
    queryFn: ({ signal }) =>
      answerIfAny(directoryApi.GET('/employees/{id}', { params: { path: { id }, query: moment }, signal })),
    refetchInterval: moment.asOf === undefined ? 2 * LIVE_MS : false,
  });

export const teamKey = (id: string, moment: Moment) => [PERSON, id, 'team', moment];

/** Of who was not there there is none. */
export async function teamPage(id: string, moment: Moment, cursor: string | undefined, signal: AbortSignal) {
  const params = { path: { id }, query: { ...moment, ...paged(cursor) } };
  const found = await answerIfAny(directoryApi.GET('/employees/{id}/team', { params, signal }));
  return found ?? { items: [], next: null };
}

/** More levels than any company has. */
const MOST_LEVELS = 100;

/** From the manager to the top; null: who was not there. */
export const chainQuery = (id: string, moment: Moment) =>
  queryOptions({
    queryKey: [PERSON, id, 'chain', moment],
    queryFn: ({ signal }) => {
      const params = { path: { id }, query: { ...moment, limit: MOST_LEVELS } };
      return answerIfAny(directoryApi.GET('/employees/{id}/chain', { params, signal }));
    },
  });

/** Why an attribute has its value; null: there never was such a person, or not yet. */
export const reasonQuery = (id: string, attribute: string, moment: Moment) =>
  queryOptions({
    queryKey: [PERSON, id, 'why', attribute, moment],
    queryFn: ({ signal }) => {
      const params = { path: { id }, query: { ...moment, attribute } };
      return answerIfAny(directoryApi.GET('/employees/{id}/why', { params, signal }));
    },
  });

/** @param version of the person: with a new one there is more of it */
export const historyKey = (id: string, version: number) => [PERSON, id, 'history', version];

/** Of who never was here there is none. */
export async function historyPage(id: string, cursor: string | undefined, signal: AbortSignal): Promise<History> {
  const params = { path: { id }, query: paged(cursor) };
  const found = await answerIfAny(directoryApi.GET('/employees/{id}/history', { params, signal }));
  return found ?? { items: [], next: null };
}
