import { Type, type Static } from 'typebox';
import type { MovementRow } from '../storage/statements/list-movements.js';
import type { CalledPerson } from '../storage/statements/name-parts.js';
import { NAME_SHOWN } from '../storage/statements/manager-named.js';

const text = Type.Union([Type.String(), Type.Null()]);
const KIND = Type.Union([Type.Literal('joined'), Type.Literal('left')]);

/** Somebody who came or went. Of each text the first characters. */
export const MovementBody = Type.Object({
  kind: Type.Unsafe<'joined' | 'left'>({
    ...KIND,
    description: '`joined`: active from then on, whether new or back. `left`: not active any more, or deleted.',
  }),
  at: Type.String({ format: 'date-time' }),
  version: Type.Integer({ minimum: 1 }),
  eventId: Type.String({ format: 'uuid' }),
  employee: Type.Object(
    {
      id: Type.String(),
      displayName: Type.String({ description: `The first ${NAME_SHOWN} characters, as of the other texts.` }),
      userName: Type.String(),
      title: text,
      department: text,
    },
    { description: 'As the person was then; of who was deleted, before.' },
  ),
});
export type MovementBody = Static<typeof MovementBody>;

export function movementBody(row: MovementRow, person: CalledPerson | undefined): MovementBody | null {
  if (row.kind === null || person === undefined) return null;
  const { displayName, userName, title, department } = person;
  const employee = { id: row.id, displayName, userName, title, department };
  return {
    kind: row.kind,
    at: row.valid_from.toISOString(),
    version: row.version,
    eventId: row.event_id,
    employee,
  };
}
