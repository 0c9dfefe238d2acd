import { answerIfAny, directoryApi } from '../../api/client.ts';
import type { Moment } from '../../ui/day.ts';
import { paged } from '../people/queries.ts';
import { ORGANISATION_KEY, type Somebody } from './queries.ts';

/** Somebody below another, so many levels. */
export interface SomebodyBelow extends Somebody {
  readonly level: number;
}

interface Page {
  readonly items: readonly SomebodyBelow[];
  readonly next: string | null;
}

export const everybodyKey = (root: string, moment: Moment) => [...ORGANISATION_KEY, 'everybody', root, moment];

const NOBODY: Page = { items: [], next: null };

/** Everybody below somebody: now a person and then all below, on a day the nearest first. */
export async function everybodyPage(
  root: string,
  moment: Moment,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Page> {
  if (moment.asOf === undefined) {
    const query = { root, ...paged(cursor) };
    return (await answerIfAny(directoryApi.GET('/org/below', { params: { query }, signal }))) ?? NOBODY;
  }
  const params = { path: { id: root }, query: { ...moment, ...paged(cursor) } };
  const found = await answerIfAny(directoryApi.GET('/employees/{id}/below', { params, signal }));
  if (found === null) return NOBODY;
  return { items: found.items.map(({ depth, ...one }) => ({ ...one, level: depth })), next: found.next };
}
