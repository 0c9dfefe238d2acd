import { answer, directoryApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/directory.ts';
import { DIRECTORY, paged } from '../people/queries.ts';
import type { Kind } from './differences.ts';

export type Difference = AnswerOf<operations['compareDates']>['items'][number];

/** Two days, each to its end in the zone; of the last there may be none: now. */
export interface Compared {
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  readonly kind: Kind | undefined;
}

export const differencesKey = (compared: Compared) => [DIRECTORY, 'diff', compared];

export function differencesPage({ from, to, zone, kind }: Compared, cursor: string | undefined, signal: AbortSignal) {
  const query = {
    from,
    zone,
    ...(to !== '' && { to }),
    ...(kind !== undefined && { kind }),
    ...paged(cursor),
  };
  return answer(directoryApi.GET('/diff', { params: { query }, signal }));
}
