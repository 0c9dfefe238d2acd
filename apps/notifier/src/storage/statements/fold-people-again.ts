import { USERS } from '#contracts';
import type { Transaction } from '#postgres';

const ARE_WITHOUT_DETAILS = `
  select exists (select 1 from people where details_version is distinct from version) as missing`;

const FROM_THE_FIRST_EVENT = `
  update consumer_offsets
     set next_offset = 0
   where topic = $1::text`;

// What was told is not told again: that is in the schema of the deliveries, which stays.
const FORGET_EVENTS = `
  truncate consumed_events`;

/**
 * Lets the users topic be read once more, when there are people of whom an earlier version of this program kept less than
 * this one needs. Of each person only the event of the version that is known is applied then (see foldPerson), so nobody
 * is seen as they were in the past meanwhile. Asked at each start: an earlier version may still run beside this one and
 * write people as it knows them. Returns whether it was needed.
 */
export async function foldPeopleAgain(tx: Transaction): Promise<boolean> {
  const { rows } = await tx.query<{ missing: boolean }>(ARE_WITHOUT_DETAILS);
  if (rows[0]?.missing !== true) return false;
  await tx.query(FROM_THE_FIRST_EVENT, [USERS.name]);
  await tx.query(FORGET_EVENTS);
  return true;
}
