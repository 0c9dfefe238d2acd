import { Type, type Static } from 'typebox';
import { CUSTOM_USER_URN, MASK, USERS, type UserResource } from '#contracts';
import type { RevealedRow } from '../storage/statements/reveal-sensitive.js';

const text = Type.Union([Type.String(), Type.Null()]);

export const RevealBody = Type.Object(
  {
    version: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 2_147_483_647,
        'x-expected': 'the number of a version',
        description: 'Of the history; the newest unless told.',
      }),
    ),
    reason: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 500,
        pattern: '\\S',
        'x-expected': 'why, in up to 500 characters',
        description: 'It is in the audit log.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type RevealBody = Static<typeof RevealBody>;

/** What is sensitive of somebody, and the evidence of it. */
export const SensitiveBody = Type.Object({
  id: Type.String(),
  version: Type.Integer({ minimum: 1 }),
  at: Type.String({ format: 'date-time', description: 'When Rollcall accepted this version.' }),
  isAfterGap: Type.Boolean({ description: 'The version before is not known: `before` is of the one that is.' }),
  event: Type.String({ format: 'uuid', description: 'The audit log has the entry under the same id.' }),
  topic: Type.String(),
  partition: Type.Union([Type.Integer(), Type.Null()]),
  offset: text,
  requestId: text,
  values: Type.Array(
    Type.Object({
      attribute: Type.String({ description: 'The name of the custom attribute.' }),
      value: Type.Unknown({ description: 'null: it is not assigned, or the person is deleted.' }),
      before: Type.Unknown({ description: 'In the version before; null: it was not assigned.' }),
      isKept: Type.Boolean({
        description:
          'False: it was folded before values were kept, and is null here though it is assigned; a rebuild has it.',
      }),
    }),
    { description: 'Of the attributes that read `***` in this version or in the one before.' },
  ),
});
export type SensitiveBody = Static<typeof SensitiveBody>;

export function sensitiveBody(id: string, row: RevealedRow): SensitiveBody {
  const { version, previous_version: previous } = row;
  const [is, was] = [sideOf(row.resource, row.given), sideOf(row.previous, row.given_before)];
  const names = [...new Set([...is.masked, ...was.masked])].toSorted();
  return {
    id,
    version,
    at: row.valid_from.toISOString(),
    isAfterGap: version !== (previous ?? 0) + 1,
    event: row.event_id,
    topic: USERS.name,
    partition: row.partition,
    offset: row.record_offset,
    requestId: row.request_id,
    values: names.map((attribute) => ({
      attribute,
      value: is.of(attribute) ?? null,
      before: was.of(attribute) ?? null,
      isKept: is.has(attribute) && was.has(attribute),
    })),
  };
}

/** One version: what reads `***` in it, and what stands there. */
function sideOf(resource: UserResource | null, given: Readonly<Record<string, unknown>> | null) {
  const shown = new Map<string, unknown>(Object.entries(resource?.[CUSTOM_USER_URN] ?? {}));
  const kept = new Map(Object.entries(given ?? {}));
  const isMasked = (name: string): boolean => kept.has(name) || shown.get(name) === MASK;
  return {
    masked: [...shown.keys()].filter(isMasked),
    of: (name: string): unknown => (isMasked(name) ? kept.get(name) : shown.get(name)),
    has: (name: string): boolean => kept.has(name) || !isMasked(name),
  };
}
