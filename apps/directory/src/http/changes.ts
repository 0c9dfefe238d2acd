import { Type, type Static } from 'typebox';
import type { Transaction } from '#postgres';
import { decodeCursor, encodeCursor, Problem, type TenantReads } from '#service';
import {
  isDeleted,
  isOfSomebody,
  listAll,
  listChanged,
  momentNow,
  type ChangedRow,
  type Moment,
} from '../storage/statements/list-changed.js';
import { EmployeeBody, employeeBody } from './employee-body.js';
import { namedBy } from './employees.js';
import { TransactionId, type ChangesParameters } from './queries.js';

/** Of one person: how they are now, or that there is nobody any more. */
export const ChangeBody = Type.Object({
  id: Type.String({ description: 'The SCIM id.' }),
  deleted: Type.Boolean(),
  version: Type.Integer({ minimum: 1, description: 'Apply it if it is above the one that you keep for this id.' }),
  changedAt: Type.String({ format: 'date-time' }),
  employee: Type.Union([EmployeeBody, Type.Null()], { description: 'null: deleted.' }),
});
export type ChangeBody = Static<typeof ChangeBody>;

export const ChangesBody = Type.Object({
  items: Type.Array(ChangeBody),
  next: Type.String({ description: 'Always there: keep it once the items are applied, and send it as `since`.' }),
  isUpToDate: Type.Boolean({ description: 'True: there is no more for now.' }),
});
export type ChangesBody = Static<typeof ChangesBody>;

/** A place in the changes of one tenant: in another's it would leave people out. */
const feedPlaceOf = (tenantId: string) =>
  Type.Object(
    {
      /** Places that were given out by earlier releases say none. */
      tenant: Type.Optional(Type.Literal(tenantId)),
      epoch: Type.String({ maxLength: 60 }),
      /** Where the changes begin that the walk over everybody may not have seen. */
      from: TransactionId,
      id: Type.String({ maxLength: 256 }),
      phase: Type.Union([Type.Literal('all'), Type.Literal('changes')]),
    },
    { additionalProperties: false },
  );
type FeedPlace = Static<ReturnType<typeof feedPlaceOf>>;

/**
 * Everybody once, and then whoever changes, by one cursor. Who changes while everybody is read is told again: nobody is missed, and
 * whoever applies by version is never wrong.
 */
export class Changes {
  readonly #reads: TenantReads;

  constructor(reads: TenantReads) {
    this.#reads = reads;
  }

  /** @throws Problem 400 for another tenant's place, 410 for a place in a history that is no more */
  async since(tenantId: string, { since, limit }: ChangesParameters, gone?: AbortSignal): Promise<ChangesBody> {
    const asked = since === undefined ? null : decodeCursor(feedPlaceOf(tenantId), since);
    return this.#reads.list({ tenantId, gone }, async (tx) => {
      // Before the first row is read: what is not settled by now is told later.
      const now = await momentNow(tx);
      const begin: FeedPlace = { epoch: now.epoch, from: now.settled, id: '', phase: 'all' };
      const place = { ...(asked ?? begin), tenant: tenantId };
      if (place.epoch !== now.epoch || BigInt(place.from) > BigInt(now.settled)) throw GONE;
      return place.phase === 'all' ? everybody(tx, place, limit) : changed(tx, place, { limit, now });
    });
  }
}

async function everybody(tx: Transaction, place: FeedPlace, limit: number): Promise<ChangesBody> {
  const rows = await listAll(tx, place.id, limit + 1);
  const { shown, isCut } = cut(rows, limit);
  const next: FeedPlace = isCut
    ? { ...place, id: shown.at(-1)?.id ?? place.id }
    : { ...place, id: '', phase: 'changes' };
  return { items: await bodies(tx, shown), next: encodeCursor(next), isUpToDate: false };
}

async function changed(
  tx: Transaction,
  place: FeedPlace,
  { limit, now }: { readonly limit: number; readonly now: Moment },
): Promise<ChangesBody> {
  const after = { changedIn: place.from, id: place.id };
  const rows = await listChanged(tx, after, { limit: limit + 1, below: now.settled });
  const { shown, isCut } = cut(rows, limit);
  const last = shown.at(-1);
  const next: FeedPlace =
    isCut && last !== undefined
      ? { ...place, from: last.changedIn, id: last.id }
      : { ...place, from: now.settled, id: '' };
  // As they are now, however often they changed.
  const once = [...new Map(shown.filter(isOfSomebody).map((row) => [row.id, row])).values()];
  return { items: await bodies(tx, once), next: encodeCursor(next), isUpToDate: !isCut };
}

function cut<Row extends Pick<ChangedRow, 'found'>>(rows: readonly Row[], limit: number) {
  const shown = rows.slice(0, limit);
  return { shown, isCut: (rows[0]?.found ?? 0) > shown.length };
}

async function bodies(tx: Transaction, rows: readonly ChangedRow[]): Promise<ChangeBody[]> {
  const named = await namedBy(
    tx,
    rows.flatMap((row) => (isDeleted(row) ? [] : [row])),
  );
  return rows.map((row) => ({
    id: row.id,
    deleted: isDeleted(row),
    version: row.version,
    changedAt: row.changed_at.toISOString(),
    employee: isDeleted(row) ? null : employeeBody(row, named),
  }));
}

const GONE = new Problem(
  410,
  'cursor-expired',
  'The place is of a history that is no more: this database was restored or replaced since. Begin again without `since`.',
  { restart: '/employees/changes' },
);
