import type { Pool, QueryResultRow } from 'pg';
import { inTransaction, scopeToTenant, type Transaction } from '#postgres';
import { MAX_DRIFT, type Contact, type Cycle, type CycleStore, type FoundDrift } from '../cycles.js';
import { CYCLE_COLUMNS } from './cycle-reader.js';

const QUIET = `
  select tenant_id as "tenantId", connection_id as "connectionId"
    from quiet_contacts($1::integer)`;

const FOLD = `
  select ${CYCLE_COLUMNS}
    from fold_cycles($1::uuid, $2::uuid, $3::integer, $4::integer)
   order by began_at`;

const NOTE = `
  select note_drift($1::uuid, $2::uuid, $3::text, $4::json, $5::boolean)`;

const WHOLE = `
  select not exists (select from gaps g where g.began_at <= $3::timestamptz and g.ended_at >= $2::timestamptz)
     and not exists (
           select
             from dropped d
            where d.tenant_id = $1::uuid
              and d.minute > $2::timestamptz - interval '1 minute'
              and d.minute <= $3::timestamptz)
     and not exists (select from kept_since k where k.tenant_id = $1::uuid and k.since > $2::timestamptz) as whole`;

const UNSEEN = `
  select id
    from unnest($5::text[]) as person (id)
   where not exists (
     select
       from requests r
      where r.tenant_id = $1::uuid
        and r.resource_id = person.id
        and r.connection_id = $2::uuid
        and r.time between $3::timestamptz and $4::timestamptz)`;

/** A write that changed nothing, again and again. */
const RESENT = `
  select resource_id as "resourceId", null as path, min(time) as since, max(time) as "lastAt", count(*)::integer as times
    from requests
   where tenant_id = $1::uuid
     and connection_id = $2::uuid
     and outcome = 'unchanged'
     and time > $3::timestamptz - interval '7 days'
     and time <= $4::timestamptz
     and resource_id is not null
   group by resource_id
  having count(*) >= 3
   order by count(*) desc, resource_id
   limit ${MAX_DRIFT}`;

const UNKNOWN = `
  select resource_id as "resourceId", null as path, min(time) as since, max(time) as "lastAt", count(*)::integer as times
    from requests
   where tenant_id = $1::uuid
     and connection_id = $2::uuid
     and code = 'not-found'
     and method = 'GET'
     and resource_type = 'User'
     and time > $3::timestamptz - interval '7 days'
     and time <= $4::timestamptz
     and resource_id is not null
   group by resource_id
   order by count(*) desc, resource_id
   limit ${MAX_DRIFT}`;

/** Of whom the cycle changed: a change and the one after it that took it back. Lines are as `changedIn` writes them. */
const BACK_AND_FORTH = `
  with changed as (
    select distinct resource_id
      from requests
     where tenant_id = $1::uuid
       and connection_id = $2::uuid
       and time between $3::timestamptz and $4::timestamptz
       and outcome in ('updated', 'disabled', 'reactivated')
     limit 10000),
  steps as (
    select r.resource_id, r.time, split_part(line, E'\\t', 1) as path, split_part(line, E'\\t', 2) as before,
           split_part(line, E'\\t', 3) as after
      from changed
      join requests r on r.tenant_id = $1::uuid and r.resource_id = changed.resource_id
     cross join unnest(string_to_array(r.changed, E'\\n')) as line
     where r.time > $4::timestamptz - interval '30 days'
       and strpos(line, E'\\t') > 0),
  turns as (
    select resource_id, path, time, before, after,
           lag(before) over w as before_then, lag(after) over w as after_then, lag(time) over w as time_then
      from steps
    window w as (partition by resource_id, path order by time))
  select resource_id as "resourceId", path, min(time_then) as since, max(time) as "lastAt", count(*)::integer as times
    from turns
   where after = before_then
     and before = after_then
   group by resource_id, path
   order by count(*) desc, resource_id, path
   limit ${MAX_DRIFT}`;

const KINDS = [
  { kind: 'resent', text: RESENT, isAll: true },
  { kind: 'unknown-here', text: UNKNOWN, isAll: true },
  { kind: 'back-and-forth', text: BACK_AND_FORTH, isAll: false },
] as const;

/** Writes by functions of the owner, and reads one tenant at a time. */
export class PostgresCycleStore implements CycleStore {
  readonly #pool: Pool;
  readonly #quietMs: number;

  constructor(pool: Pool, quietMs: number) {
    this.#pool = pool;
    this.#quietMs = quietMs;
  }

  async quiet(): Promise<readonly Contact[]> {
    return (await this.#pool.query<Contact & QueryResultRow>(QUIET, [this.#quietMs])).rows;
  }

  async fold({ tenantId, connectionId }: Contact, known: number): Promise<readonly Cycle[]> {
    const values = [tenantId, connectionId, this.#quietMs, known];
    return (await this.#pool.query<Cycle & QueryResultRow>(FOLD, values)).rows;
  }

  drift(contact: Contact, cycle: Cycle): Promise<readonly FoundDrift[]> {
    return this.#as(contact, async (tx) => {
      const all: FoundDrift[] = [];
      for (const { kind, text, isAll } of KINDS) {
        const { rows } = await tx.query<FoundDrift['of'][number] & QueryResultRow>(text, valuesOf(contact, cycle));
        all.push({ kind, of: rows, isAll });
      }
      return all;
    });
  }

  isWhole(contact: Contact, cycle: Cycle): Promise<boolean> {
    return this.#as(contact, async (tx) => {
      const { rows } = await tx.query<{ whole: boolean }>(WHOLE, [contact.tenantId, cycle.beganAt, cycle.endedAt]);
      return rows[0]?.whole === true;
    });
  }

  unseen(contact: Contact, cycle: Cycle, people: readonly string[]): Promise<readonly string[]> {
    return this.#as(contact, async (tx) => {
      const { rows } = await tx.query<{ id: string }>(UNSEEN, [...valuesOf(contact, cycle), people]);
      return rows.map(({ id }) => id);
    });
  }

  async noteDrift({ tenantId, connectionId }: Contact, { kind, of, isAll }: FoundDrift): Promise<void> {
    const found = of.map(({ resourceId: id, path, since, lastAt: last, times }) => ({ id, path, since, last, times }));
    await this.#pool.query(NOTE, [tenantId, connectionId, kind, JSON.stringify(found), isAll]);
  }

  #as<Result>({ tenantId }: Contact, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      return work(tx);
    });
  }
}

function valuesOf({ tenantId, connectionId }: Contact, { beganAt, endedAt }: Cycle): readonly unknown[] {
  return [tenantId, connectionId, beganAt, endedAt];
}
