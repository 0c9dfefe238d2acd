import type { Transaction } from '#postgres';
import type { Asker, TenantReads } from '#service';
import { CYCLE_COUNTS, type Cycle } from '../cycles.js';
import type { Rhythm, StoredDrift } from '../drift.js';

export const CYCLE_COLUMNS = `
  connection_id as "connectionId", began_at as "beganAt", ended_at as "endedAt", kind, known, ${CYCLE_COUNTS.join(', ')}`;

export interface CyclePlace {
  readonly beganAt: string;
  readonly connectionId: string;
}

export interface DriftPlace {
  readonly lastAt: string;
  readonly key: string;
}

export interface CyclePage<Place> {
  readonly connection: string | null;
  readonly after: Place | null;
  readonly limit: number;
}

const CYCLES = `
  select ${CYCLE_COLUMNS}
    from cycles
   where tenant_id = $1::uuid
     and ($2::uuid is null or connection_id = $2::uuid)
     and ($3::timestamptz is null or (began_at, connection_id) < ($3::timestamptz, $4::uuid))
   order by began_at desc, connection_id desc
   limit $5::integer`;

/** The begin of what is under way, or is over and not kept yet, and up to when it came: $3 are milliseconds of quiet. */
const UNDER_WAY = `
  with open as (
    select connection_id, open_since, last_at
      from contacts
     where tenant_id = $1::uuid
       and ($2::uuid is null or connection_id = $2::uuid)
       and open_since is not null
     order by last_at desc
     limit 20),
  requested as (
    select o.connection_id, o.last_at, r.time, is_probe(r) as is_probe,
           r.time - lag(r.time) over (partition by o.connection_id order by r.time) as pause
      from open o
      join requests r on r.tenant_id = $1::uuid and r.connection_id = o.connection_id
                     and r.time >= o.open_since and r.time <= o.last_at and r.operation < 0),
  began as (
    select connection_id, last_at,
           coalesce(max(time) filter (where pause > make_interval(secs => $3::integer / 1000.0)
                                         or (is_probe and pause > make_interval(secs => $3::integer / 2000.0))),
                    min(time)) as began_at
      from requested
     group by connection_id, last_at)
  select b.connection_id as "connectionId", b.began_at as "beganAt", b.last_at as "endedAt", $4::integer as known, c.*
    from began b
   cross join lateral count_cycle($1::uuid, b.connection_id, b.began_at, b.last_at, $4::integer) c
   order by b.began_at desc`;

const DRIFT = `
  select d.connection_id as "connectionId", d.kind, d.resource_id as "resourceId", nullif(d.path, '') as path, d.since,
         d.last_at as "lastAt", d.times, concat_ws(' ', d.connection_id, d.kind, d.resource_id, d.path) as key,
         (select r.user_name
            from requests r
           where r.tenant_id = $1::uuid
             and r.resource_id = d.resource_id
             and r.user_name is not null
           order by r.time desc
           limit 1) as "userName"
    from drift d
   where d.tenant_id = $1::uuid
     and ($2::uuid is null or d.connection_id = $2::uuid)
     and ($3::timestamptz is null
          or (d.last_at, concat_ws(' ', d.connection_id, d.kind, d.resource_id, d.path)) < ($3::timestamptz, $4::text))
   order by d.last_at desc, key desc
   limit $5::integer`;

/** Of tests and of one person's requests nothing is expected. */
const RHYTHMS = `
  select c.connection_id as "connectionId", c.last_at as "lastAt", usual.ms as "everyMs"
    from contacts c
   cross join lateral (
     select percentile_cont(0.5) within group (order by extract(epoch from pause) * 1000) as ms
       from (select began_at - lag(began_at) over (order by began_at) as pause
               from (select began_at
                       from cycles k
                      where k.tenant_id = $1::uuid
                        and k.connection_id = c.connection_id
                        and k.kind in ('full', 'incremental')
                      order by began_at desc
                      limit 10) as newest) as pauses) as usual
   where c.tenant_id = $1::uuid
     and ($2::uuid is null or c.connection_id = $2::uuid)
   order by c.last_at
   limit 100`;

/** Cycles of one tenant's connections, and what they tell. */
export class CycleReader {
  readonly #reads: TenantReads;
  readonly #quietMs: number;

  constructor(reads: TenantReads, quietMs: number) {
    this.#reads = reads;
    this.#quietMs = quietMs;
  }

  /** The newest first. */
  kept(asker: Asker, { connection, after, limit }: CyclePage<CyclePlace>): Promise<readonly Cycle[]> {
    const values = [asker.tenantId, connection, after?.beganAt, after?.connectionId, limit];
    return this.#reads.list(asker, (tx) => rowsOf<Cycle>(tx, CYCLES, values));
  }

  /** What is under way, at most one of a connection. */
  underWay(asker: Asker, connection: string | null, known: number): Promise<readonly Cycle[]> {
    const values = [asker.tenantId, connection, this.#quietMs, known];
    return this.#reads.nextPage(asker, (tx) => rowsOf<Cycle>(tx, UNDER_WAY, values));
  }

  drift(asker: Asker, { connection, after, limit }: CyclePage<DriftPlace>): Promise<readonly FoundDriftRow[]> {
    const values = [asker.tenantId, connection, after?.lastAt, after?.key, limit];
    return this.#reads.list(asker, (tx) => rowsOf<FoundDriftRow>(tx, DRIFT, values));
  }

  rhythms(asker: Asker, connection: string | null): Promise<readonly Rhythm[]> {
    return this.#reads.nextPage(asker, (tx) => rowsOf<Rhythm>(tx, RHYTHMS, [asker.tenantId, connection]));
  }
}

export interface FoundDriftRow extends StoredDrift {
  readonly key: string;
}

async function rowsOf<Row extends object>(tx: Transaction, text: string, values: unknown[]): Promise<Row[]> {
  const { rows } = await tx.query<Row>(text, values);
  return rows;
}
