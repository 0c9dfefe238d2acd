import type { operations } from '../../api/generated/scim-api.ts';

type Code = NonNullable<NonNullable<operations['listActivity']['parameters']['query']>['code']>;

/** What a request is refused for, by the names of the table of errors. */
const OF_REFUSALS = [
  'malformed-body',
  'malformed-address',
  'value-too-deep',
  'wrong-schemas',
  'unknown-attribute',
  'unknown-operation',
  'malformed-patch',
  'too-many-operations',
  'malformed-bulk',
  'unknown-bulk-id',
  'failed-reference',
  'wrong-type',
  'value-too-long',
  'unstorable-text',
  'unfit-name',
  'too-many-values',
  'required-missing',
  'several-primaries',
  'invalid-path',
  'no-target',
  'path-missing',
  'read-only',
  'required-removed',
  'invalid-filter',
  'unsupported-filter',
  'too-many-results',
  'too-much-work',
  'invalid-projection',
  'invalid-paging',
  'repeated-parameter',
  'invalid-sort',
  'invalid-cursor',
  'expired-cursor',
  'invalid-count',
  'invalid-version',
  'unauthorized',
  'forbidden',
  'not-found',
  'unknown-endpoint',
  'method-not-allowed',
  'not-acceptable',
  'duplicate-user',
  'duplicate-group',
  'brake',
  'shadow-full',
  'version-mismatch',
  'payload-too-large',
  'user-too-large',
  'event-too-large',
  'unsupported-media-type',
  'too-many-requests',
  'too-many-failures',
  'body-too-slow',
  'internal',
  'not-implemented',
  'commit-unknown',
  'paused',
  'going-live',
  'unavailable',
] as const satisfies readonly Code[];

export type Refused = (typeof OF_REFUSALS)[number];

export const CODES: readonly string[] = OF_REFUSALS.toSorted();

interface Counted {
  readonly code: string;
  readonly count: number;
}

export interface Codes {
  /** The most frequent one first. */
  readonly occurred: readonly string[];
  /** By name; with the one that is asked for, also where it came later than this list. */
  readonly others: readonly string[];
}

/** Those that were answered, and all that there are: a code of last week may be asked for. */
export function codesOf(refusals: readonly Counted[], asked: string): Codes {
  const counts = new Map<string, number>();
  for (const { code, count } of refusals) counts.set(code, (counts.get(code) ?? 0) + count);
  const occurred = [...counts].toSorted(([, one], [, other]) => other - one).map(([code]) => code);
  const all = new Set(asked === '' ? CODES : [...CODES, asked]);
  return { occurred, others: [...all].filter((code) => !counts.has(code)).toSorted() };
}
