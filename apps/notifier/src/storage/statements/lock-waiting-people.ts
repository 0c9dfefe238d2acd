import type { Transaction } from '#postgres';
import type { Person } from '../../rules/person.js';
import type { WaitingPerson } from '../../rules/settle-person.js';
import { personOf, personSql } from './load-people.js';
import { personNamedSql } from './person-named.js';

const NAMED = personNamedSql({ tenant: 'd.tenant_id', value: 'named.value', key: 'named.key' });

/**
 * Waiting mails about people with the person and whoever is named as the manager by now, by whatever name. What is read of
 * the people is not locked: the rule decides on one moment's view, and a manager that changes a moment later is a later
 * moment's.
 */
const WAITING_PEOPLE = `
  select d.id, d.template, d.person_id, d.due_at, d.tenant_id, d.made_at, d.facts ->> 'at' as at,
         named.value as named_value,
         ${personSql('p', 'p_')},
         ${personSql('m', 'm_')}
    from deliveries d
    left join people p
      on p.tenant_id = d.tenant_id
     and p.user_id = d.person_id
   cross join lateral (
         select coalesce(d.manager_id, p.manager_id) as value,
                case when d.manager_id is null then p.manager_key else d.manager_key end as key) as named
    left join people m
      on m.tenant_id = d.tenant_id
     and m.user_id = ${NAMED}
   where d.status = 'waiting'
     and d.person_id is not null`;

/** As `settlePerson` compares them; of people whom an earlier version kept there is no key yet. */
const mailbox = (of: 'm' | 'p'): string => `coalesce(${of}.mail_key, lower(${of}.mail))`;

/** True once there is somebody to write to. */
const HAS_READER = `(m.mail is not null and m.is_active and m.user_id <> d.person_id
              and ${mailbox('m')} is distinct from ${mailbox('p')})`;

/** As `settlePerson` has it: who has no address, or is the person, may yet be another. */
const HAS_LEFT = `(m.mail is not null and not m.is_active and m.user_id <> d.person_id)`;

/** Tenants about whose people a mail waits: one look into the index for each, however many wait. */
const TENANTS = `
  with recursive waiting as (
    (select tenant_id
       from deliveries
      where status = 'waiting' and person_id is not null
      order by tenant_id
      limit 1)
     union all
    select (select d.tenant_id
              from deliveries d
             where d.status = 'waiting' and d.person_id is not null and d.tenant_id > w.tenant_id
             order by d.tenant_id
             limit 1)
      from waiting w
     where w.tenant_id is not null
  )`;

/**
 * The oldest of each tenant, then the second of each, up to `$2`: nobody's wait for what another tenant has made before.
 *
 * @param due statement that finds them @param oldest the column by which they are so
 */
function inTurns(due: string, oldest: 'due_at' | 'made_at', lock = ''): string {
  return `${TENANTS}
  select *
    from (select due.*, row_number() over (partition by due.tenant_id order by due.${oldest}, due.id) as place
            from waiting w
           cross join lateral (${due}
                                 and d.tenant_id = w.tenant_id
                               order by d.${oldest}, d.id
                               limit $2::int
                                 ${lock}) as due
           where w.tenant_id is not null) as found
   order by place, ${oldest}
   limit $2::int`;
}

/** Joiners that have come to their end: the wait is over, the person has gone, or there is somebody to write to. */
export const DUE_JOINERS = `${WAITING_PEOPLE}
     and d.template = 'joiner'
     and (d.due_at <= $1::timestamptz or ${HAS_READER} or p.is_active is distinct from true)`;

const LOCK_WAITING_JOINERS = inTurns(DUE_JOINERS, 'due_at', 'for update of d skip locked');

/** Leavers who have waited for others, and have come to their end otherwise: see above; or the manager has left. */
export const DUE_LEAVERS = `${WAITING_PEOPLE}
     and d.template = 'leaver'
     and d.made_at <= $3::timestamptz
     and (d.due_at <= $1::timestamptz or ${HAS_READER} or ${HAS_LEFT})`;

const GATHERED_LEAVERS = inTurns(DUE_LEAVERS, 'made_at');

/** All that wait of the same manager, however short: they go with the first. In the order in which a batch locks them. */
const LOCK_LEAVERS_OF = `${WAITING_PEOPLE}
     and d.template = 'leaver'
     and d.tenant_id = $1::uuid
     and m.user_id = $2::text
   order by d.id
   limit $3::int
     for update of d`;

const LOCK_LEAVERS = `${WAITING_PEOPLE}
     and d.template = 'leaver'
     and d.id = any($1::uuid[])
   order by d.id
     for update of d`;

export interface WaitingRow {
  readonly id: string;
  readonly tenantId: string;
  readonly madeAt: Date;
  readonly waiting: WaitingPerson;
  /** When what the mail tells of happened. */
  readonly at: string;
}

interface Row {
  id: string;
  template: 'joiner' | 'leaver';
  person_id: string;
  tenant_id: string;
  due_at: Date;
  made_at: Date;
  at: string | null;
  named_value: string | null;
  /** A person's columns: those of the person under names that begin with p_, the manager's with m_. */
  [column: `${'p' | 'm'}_${string}`]: unknown;
}

/** Skips what another process settles right now. */
export async function lockWaitingJoiners(tx: Transaction, now: Date, limit: number): Promise<WaitingRow[]> {
  const { rows } = await tx.query<Row>({ name: 'lock-waiting-joiners', text: LOCK_WAITING_JOINERS }, [now, limit]);
  return rows.map(waitingRow);
}

/** Without locks: what is seen is asked again, group by group. */
export async function gatheredLeavers(
  tx: Transaction,
  { now, madeBefore, limit }: { readonly now: Date; readonly madeBefore: Date; readonly limit: number },
): Promise<WaitingRow[]> {
  const values = [now, limit, madeBefore];
  const { rows } = await tx.query<Row>({ name: 'gathered-leavers', text: GATHERED_LEAVERS }, values);
  return rows.map(waitingRow);
}

export async function lockLeaversOf(
  tx: Transaction,
  manager: { readonly tenantId: string; readonly id: string },
  limit: number,
): Promise<WaitingRow[]> {
  const values = [manager.tenantId, manager.id, limit];
  const { rows } = await tx.query<Row>({ name: 'lock-leavers-of', text: LOCK_LEAVERS_OF }, values);
  return rows.map(waitingRow);
}

export async function lockLeavers(tx: Transaction, ids: readonly string[]): Promise<WaitingRow[]> {
  const { rows } = await tx.query<Row>({ name: 'lock-leavers', text: LOCK_LEAVERS }, [ids]);
  return rows.map(waitingRow);
}

function waitingRow(row: Row): WaitingRow {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    madeAt: row.made_at,
    at: row.at ?? '',
    waiting: {
      template: row.template,
      personId: row.person_id,
      until: row.due_at,
      person: personIn(row, 'p_'),
      managerId: row.named_value,
      manager: personIn(row, 'm_'),
    },
  };
}

/** Null where the join has found nobody. */
function personIn(row: Row, prefix: 'p_' | 'm_'): Person | null {
  const columns = Object.entries(row).flatMap(([name, value]) =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : [],
  );
  // Decoder: the statement selects a person's columns under the prefix.
  const person = Object.fromEntries(columns) as unknown as Parameters<typeof personOf>[0];
  return row[`${prefix}version`] === null ? null : personOf(person, row.tenant_id);
}
