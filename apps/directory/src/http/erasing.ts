import type { Pool } from 'pg';
import { Type, type Static } from 'typebox';
import type { Acting } from '#contracts';
import { appendAct } from '#outbox';
import { inTransaction, sqlState } from '#postgres';
import { NOT_FOUND, Problem } from '#service';
import { erasePerson, findErasedPerson, isEmployee } from '../storage/statements/erased-people.js';

export const EraseBody = Type.Object(
  {
    reason: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S', 'x-expected': 'why, in up to 500 characters' }),
  },
  { additionalProperties: false },
);

/** Where else the person stands, which this did not reach. */
const NOT_REACHED = [
  {
    place: 'scim',
    because: 'The identity provider’s resource is deleted there; its backups and logs are not changed by this.',
  },
  { place: 'topics', because: 'The events of the person stay on the bus until their retention ends.' },
  { place: 'audit', because: 'Entries of the audit log are chained and are kept as long as it is.' },
  { place: 'mails', because: 'Mails that were sent, and what the notifier keeps of them, stay.' },
] as const;

export const ErasedBody = Type.Object({
  id: Type.String(),
  erasedAt: Type.String({ format: 'date-time' }),
  rows: Type.Record(Type.String(), Type.Integer(), {
    description: 'Rows that were removed, by table; none when it was done before.',
  }),
  notReached: Type.Array(Type.Object({ place: Type.String(), because: Type.String() }), {
    description: 'Where the person stands still.',
  }),
});
export type ErasedBody = Static<typeof ErasedBody>;

/** Removes what the directory keeps of somebody who was deleted. */
export class Erasing {
  readonly #pool: Pool;
  readonly #now: () => Date;

  /** @param pool of the role that folds */
  constructor(pool: Pool, now: () => Date = () => new Date()) {
    this.#pool = pool;
    this.#now = now;
  }

  /** Done again, it says so, and is no second act. @throws Problem 404, 409 for who is not deleted, 503 while a rebuild ends */
  async erase(tenantId: string, id: string, acting: Acting): Promise<ErasedBody> {
    if (id.includes('\0')) throw NOT_FOUND;
    const person = { tenantId, id };
    return inTransaction(this.#pool, async (tx) => {
      const before = await findErasedPerson(tx, person);
      if (before !== null) return bodyOf(id, before, {});
      if (await isEmployee(tx, person)) throw NOT_DELETED;
      const rows = await erasePerson(tx, person);
      const erasedAt = await findErasedPerson(tx, person);
      if (rows === null || erasedAt === null) throw NOT_FOUND;
      const changes = [{ path: 'isErased', before: false, after: true }];
      const object = { type: 'person', id };
      await appendAct(tx, { act: 'people.erase', tenantId, object, at: this.#now(), changes }, acting);
      return bodyOf(id, erasedAt, rows);
    }).catch((error: unknown) => {
      throw sqlState(error) === LOCK_NOT_AVAILABLE ? BUSY : error;
    });
  }
}

function bodyOf(id: string, erasedAt: Date, rows: Readonly<Record<string, number>>): ErasedBody {
  return {
    id,
    erasedAt: erasedAt.toISOString(),
    rows: { ...rows },
    notReached: NOT_REACHED.map((one) => ({ ...one })),
  };
}

const LOCK_NOT_AVAILABLE = '55P03';

const NOT_DELETED = new Problem(
  409,
  'not-deleted',
  'Only who was deleted can be erased: have the identity provider delete the person first, and send it again.',
);

const BUSY = new Problem(
  503,
  'busy',
  'The directory is being folded anew and stands still for a moment: send it again in a minute.',
);
