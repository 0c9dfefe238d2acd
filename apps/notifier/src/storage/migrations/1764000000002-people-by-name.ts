import { migration } from '#postgres';

/**
 * People are found by id, work address and number (see personNamed), leavers of one manager are gathered, and connections
 * have names. Columns without a default change no row; the indexes
 * come with the next migration, beside the writers. Those of people are filled by people-again.ts: until a person's
 * `details_version` is its version, what is kept of it is what an earlier version of this program kept.
 */
export const PeopleByName1764000000002 = migration('PeopleByName1764000000002', () => STATEMENTS);

const WRITER = 'rollcall_notifier';

const STATEMENTS = [
  `alter table projection.people
     add column user_name text,
     add column mail_key text,
     add column employee_number text,
     add column manager_key text,
     add column details_version bigint`,
  `alter table projection.tenants add column connections jsonb`,
  `alter table mailing.deliveries add column manager_key text, add column person_version bigint`,
  // Deliveries of several leavers become one.
  `grant delete on mailing.deliveries to ${WRITER}`,
  `grant update (delivery_id) on mailing.delivery_events to ${WRITER}`,
  `grant truncate on projection.consumed_events to ${WRITER}`,
];
