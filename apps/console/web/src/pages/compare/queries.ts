import { answer, directoryApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/directory.ts';
import { DIRECTORY, paged } from '../people/queries.ts';
import type { Kind } from './differences.ts';

export type Difference = AnswerOf<operations['compareDates']>['items'][number];

/** Two days, each to its end in the zone; of the last there may be none: now. */
export interface Compared {
  readonly from: string;
  readonly to: string;
  /** Nothing: the company's own. */
  readonly zone: string;
  readonly kind: Kind | undefined;
  /** Of whom: the id of a manager, and the name of a segment; nothing: of everybody. */
  readonly under: string;
  readonly segment: string;
}

export const differencesKey = (compared: Compared) => [DIRECTORY, 'diff', compared];

export function differencesPage(compared: Compared, cursor: string | undefined, signal: AbortSignal) {
  const { from, to, zone, kind, under, segment } = compared;
  const query = {
    from,
    ...(to !== '' && { to }),
    ...(zone !== '' && { zone }),
    ...(kind !== undefined && { kind }),
    ...(under !== '' && { under }),
    ...(segment !== '' && { segment }),
    ...paged(cursor),
  };
  return answer(directoryApi.GET('/diff', { params: { query }, signal }));
}
