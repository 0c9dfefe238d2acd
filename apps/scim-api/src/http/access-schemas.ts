import { Type, type Static } from 'typebox';
import { dateTime, decodeCursor, encodeCursor, PAGE, Problem } from '#service';
import { UUID } from '#postgres';
import type { Access, AccessAsked, AccessStore } from '../storage/access-store.js';

const id = Type.String({ format: 'uuid' });
const or = <Schema extends Parameters<typeof Type.Array>[0]>(schema: Schema) => Type.Union([schema, Type.Null()]);

const ON = Type.String({
  pattern: '^(?!0000)\\d{4}-\\d{2}-\\d{2}$',
  description: 'The day, in UTC, not after today.',
  'x-expected': 'a day that has begun, such as 2026-11-24',
  examples: ['2026-11-24'],
});
export const AccessQuery = Type.Object({ on: ON, ...PAGE });
export const OperatorAccessQuery = Type.Object({
  ...AccessQuery.properties,
  tenantId: Type.Optional(
    Type.String({ format: 'uuid', description: 'One tenant’s, and the operators’; all unless told.' }),
  ),
});
export type AccessParameters = Static<typeof AccessQuery>;

export const AccessView = Type.Object({
  kind: Type.Union(
    [
      Type.Literal('operator'),
      Type.Literal('reader'),
      Type.Literal('connection'),
      Type.Literal('federation'),
      Type.Literal('grant'),
    ],
    {
      description:
        'Whose credential it was: of `connection`, what an identity provider sends SCIM with. Of `federation`, the trust in ' +
        'tokens of the tenant of Entra, for which there is no credential; of `grant`, that operators could look.',
    },
  ),
  id: Type.String({ format: 'uuid', description: 'Of the credential; a reader’s is its client id.' }),
  name: Type.String({ description: 'Of a federation the method, of a grant its reason.' }),
  tenantId: or(id),
  connectionId: or(id),
  connectionName: or(Type.String()),
  roles: Type.Array(Type.String()),
  audiences: Type.Array(Type.String(), { description: 'What it opened.' }),
  issuedAt: dateTime(),
  expiresAt: or(dateTime()),
  revokedAt: or(dateTime()),
});
export const AccessPage = Type.Object({
  items: Type.Array(AccessView),
  next: Type.Union([Type.String(), Type.Null()]),
});

const DAY_MS = 86_400_000;
const Place = Type.String({ pattern: UUID.source });

/** @throws Problem 400 for a day that is none, or has not begun */
export async function accessOn(
  store: AccessStore,
  { on, limit, cursor }: AccessParameters,
  whose: Pick<AccessAsked, 'tenantId' | 'withOperators'>,
): Promise<{ items: readonly Access[]; next: string | null }> {
  const from = dayOf(on);
  const after = cursor === undefined ? null : decodeCursor(Place, cursor);
  const found = await store.on({ from, to: new Date(from.getTime() + DAY_MS), ...whose }, { after, limit: limit + 1 });
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1) : undefined;
  return { items, next: last === undefined ? null : encodeCursor(last.id) };
}

function dayOf(text: string): Date {
  const day = new Date(`${text}T00:00:00.000Z`);
  // 2026-02-30 is read as a day of March, where it is read at all.
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text) throw NO_DAY;
  if (day.getTime() > Date.now()) throw IN_THE_FUTURE;
  return day;
}

const parameter = { parameter: 'on' };
const NO_DAY = new Problem(400, 'invalid-parameter', 'The parameter on is no day of the calendar.', parameter);
const IN_THE_FUTURE = new Problem(
  400,
  'invalid-parameter',
  'The parameter on is in the future; send today or a day before, in UTC.',
  parameter,
);
