import { validate } from 'uuid';
import { indexKey, PageRoom, type Transaction } from '#postgres';
import { decodeCursor, encodeCursor, type Page } from '#service';
import { searchable } from '../projection/searchable.js';
import type { ListedRow } from '../storage/statements/employee-row.js';
import { listPeopleAt, listTeamAt } from '../storage/statements/lines-at.js';
import { namedAt } from '../storage/statements/named-at.js';
import type { EmployeeBody } from './employee-body.js';
import { peopleAt } from './people-at.js';
import { NO_MANAGER, Place, unknownManager, type ListParameters } from './queries.js';

/** People that one look takes, and looks of one answer: it costs no more, however few of them are wanted. */
const LOOKED_AT = 200;
const MOST_LOOKS = 10;
const ACTIVE = { true: true, false: false, any: null } as const;

/**
 * The list of then, in id order. Of a time there is no index by department, nor by the provider's ids: an answer looks
 * through 2,000 people at most, and may be short, or empty, and have a `next` all the same.
 */
export async function listAt(tx: Transaction, query: ListParameters, at: string): Promise<Page<EmployeeBody>> {
  const { cursor, limit } = query;
  const take = await takerOf(tx, query, at);
  const isWanted = wantedBy(query);
  const items: EmployeeBody[] = [];
  const room = new PageRoom();
  let after = cursor === undefined ? '' : decodeCursor(Place, cursor).id;
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const ids = await take(after);
    const { rows, bodyOf } = await peopleAt(tx, ids, at);
    for (const row of rows) {
      const isHit = isWanted(row);
      if (items.length === limit || (isHit && !room.take(row.bytes)))
        return { items, next: encodeCursor({ id: after }) };
      if (isHit) items.push(bodyOf(row));
      after = row.id;
    }
    const isCut = rows.length < (rows[0]?.found ?? 0);
    if (isCut && items.length > 0) break;
    if (!isCut && ids.length < LOOKED_AT) return { items, next: null };
    if (!isCut) after = ids.at(-1) ?? after;
  }
  return { items, next: encodeCursor({ id: after }) };
}

type Take = (after: string) => Promise<readonly string[]>;

async function takerOf(tx: Transaction, query: ListParameters, at: string): Promise<Take> {
  const { managerId, active, id: ids } = query;
  if (managerId === undefined || managerId === NO_MANAGER)
    return (after) => listPeopleAt(tx, { at, after, active: ACTIVE[active], ids, limit: LOOKED_AT });
  const manager = (await namedAt(tx, [managerId], at)).get(managerId)?.id ?? (validate(managerId) ? managerId : null);
  if (manager === null) throw unknownManager();
  return (after) => listTeamAt(tx, { managers: [manager], at, after, limit: LOOKED_AT });
}

function wantedBy({ active, department, managerId, externalId }: ListParameters): (row: ListedRow) => boolean {
  const isActive = ACTIVE[active];
  const key = department === undefined ? null : keyOf(department);
  return (row) =>
    (isActive === null || row.active === isActive) &&
    (key === null || (row.department !== null && keyOf(row.department) === key)) &&
    (managerId !== NO_MANAGER || row.manager === null) &&
    (externalId === undefined || (row.external_id !== null && externalId.includes(row.external_id)));
}

const keyOf = (department: string): string => indexKey(searchable(department));
