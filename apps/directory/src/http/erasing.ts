import { Type, type Static } from 'typebox';
import type { Acting } from '#contracts';
import { appendAct } from '#outbox';
import { sqlState } from '#postgres';
import { NOT_FOUND, Problem, type Approved, type TenantWrites } from '#service';
import { lastName } from '../storage/statements/last-name.js';
import { erasePerson, findErasedPerson, isEmployee } from '../storage/statements/erased-people.js';

const ACT = 'people.erase';

export const EraseBody = Type.Object(
  {
    reason: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S', 'x-expected': 'why, in up to 500 characters' }),
    name: Type.String({
      minLength: 1,
      maxLength: 1_000,
      description: 'Of the person, as it was shown last: typed, so that nobody else is erased by a slip of the hand.',
      'x-expected': 'the name of the person',
    }),
  },
  { additionalProperties: false },
);

/** Where else the person stands, which this did not reach. */
const NOT_REACHED = [
  {
    place: 'scim',
    because: 'The identity provider’s resource is deleted there; its backups and logs are not changed by this.',
  },
  {
    place: 'activity',
    because: 'Requests about the person, with the name that was asked for, go 30 days after they came.',
  },
  { place: 'topics', because: 'The events of the person stay on the bus until their retention ends.' },
  { place: 'audit', because: 'Entries of the audit log are chained and are kept as long as it is.' },
  { place: 'mails', because: 'Mails that were sent, and what the notifier keeps of them, stay.' },
  { place: 'backups', because: 'Backups, and what was exported or read from the topics, are as they were.' },
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

/** What is asked for, by whom it was approved, and who acts. */
export interface EraseAsked {
  readonly tenantId: string;
  readonly id: string;
  /** As it was typed. */
  readonly name: string;
  readonly approved: Approved | null;
}

/** Removes what the directory keeps of somebody who was deleted. */
export class Erasing {
  readonly #writes: TenantWrites;
  readonly #now: () => Date;

  /** @param writes of the role that folds */
  constructor(writes: TenantWrites, now: () => Date = () => new Date()) {
    this.#writes = writes;
    this.#now = now;
  }

  /** Done again, it says so, and is no second act. @throws Problem 400 for another name, 403, 404, 409 for who is not deleted, 503 while a rebuild ends */
  async erase({ tenantId, id, name, approved }: EraseAsked, acting: Acting): Promise<ErasedBody> {
    if (approved?.act !== ACT || approved.object !== id) throw APPROVAL_REQUIRED;
    if (id.includes('\0')) throw NOT_FOUND;
    const person = { tenantId, id };
    return this.#writes
      .run({ tenantId }, async (tx) => {
        const before = await findErasedPerson(tx, person);
        if (before !== null) return bodyOf(id, before, {});
        if (await isEmployee(tx, person)) throw NOT_DELETED;
        assertName(name, await lastName(tx, person));
        const rows = await erasePerson(tx, person);
        const erasedAt = await findErasedPerson(tx, person);
        if (erasedAt === null) throw NOT_FOUND;
        // Somebody else has done it while this waited.
        if (rows === null) return bodyOf(id, erasedAt, {});
        const changes = [
          { path: 'isErased', before: false, after: true },
          { path: 'approvedBy', before: null, after: approved.by },
        ];
        const object = { type: 'person', id };
        await appendAct(tx, { act: ACT, tenantId, object, at: this.#now(), changes }, acting);
        return bodyOf(id, erasedAt, rows);
      })
      .catch((error: unknown) => {
        throw sqlState(error) === LOCK_NOT_AVAILABLE ? BUSY : error;
      });
  }
}

/** Of whom no name is known none is compared. @throws Problem */
function assertName(typed: string, known: string | null): void {
  if (known === null || nameKey(typed) === nameKey(known)) return;
  throw new Problem(400, 'name-differs', 'name: type what the person was called last, as `expected` has it.', {
    member: 'name',
    expected: known,
  });
}

function nameKey(name: string): string {
  return name.normalize('NFC').trim();
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

const APPROVAL_REQUIRED = new Problem(
  403,
  'approval-required',
  'This is done at the console alone, which says who approved it: ask another identity administrator there (Approvals); where there is none, it is done without.',
);

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
