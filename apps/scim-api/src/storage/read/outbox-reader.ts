import type { Pool } from 'pg';
import { decodeEvent, shownChanges, type Change, type RollcallEvent } from '#contracts';
import { inTransaction, scopeToTenant, withinBytes, type Found, type Transaction } from '#postgres';

/** Records that are read at once, at most: an event may have a mebibyte, so they have the bytes of a page. */
const PAGE = 500;

interface Stretch {
  readonly tenantId: string;
  readonly first: string;
  readonly last: string;
}

/** What became sensitive since is not said by the event. */
const SENSITIVE = `
  select name
    from find_custom_attributes($1::uuid)
   where sensitive`;

interface ChangedRow extends StoredRecord, VersionOf, Found {
  /** From 1 on. */
  readonly nth: number;
}

interface StoredRecord {
  readonly id: string;
  readonly headers: string;
  readonly value: string;
}

const TENANTS = `
  select tenant_id as "tenantId", first, last
    from tenants_in_outbox($1::timestamptz, $2::timestamptz)`;

const RECORDS = withinBytes(
  `
  select id, headers, value, octet_length(value) as bytes
    from outbox
   where tenant_id = $1::uuid
     and id >= $2::bigint
     and id < $3::bigint
     and topic not like 'rollcall.shadow.%'
   order by id desc
   limit ${PAGE}`,
  { order: 'id desc', bytes: 'bytes' },
);

/** By the key that keeps a version from being written twice. */
const CHANGES = withinBytes(
  `
  select wanted.nth::int as nth, o.resource_id as id, o.resource_version as version, o.headers, o.value,
         octet_length(o.value) as bytes
    from unnest($2::text[], $3::integer[]) with ordinality as wanted (id, version, nth)
    join outbox o on o.resource_id = wanted.id and o.resource_version = wanted.version
   where o.tenant_id = $1::uuid`,
  { order: 'nth', bytes: 'bytes' },
);

/** What some versions changed, as far as their events have the bytes of a page. */
export interface ChangesFound {
  /** By `id version`. */
  readonly changes: ReadonlyMap<string, readonly Change[]>;
  /** How many of the versions, from the first on, were looked for. */
  readonly looked: number;
}

/** Of a refusal, whose event has no version, by the id of its request. */
const PLACES = `
  select o.headers::json ->> 'ce_id' as "eventId", p.partition, p."offset"::text
    from (select o.id, o.headers
            from unnest($2::text[], $3::integer[]) as wanted (id, version)
            join outbox o on o.resource_id = wanted.id and o.resource_version = wanted.version
           where o.tenant_id = $1::uuid
           union all
          select o.id, o.headers
            from outbox o
           where o.resource_id = any($4::text[])
             and o.resource_version is null
             and o.tenant_id = $1::uuid) as o
    join outbox_places p on p.id = o.id`;

/** Where Kafka has an event. */
export interface PlaceOf {
  readonly partition: number;
  readonly offset: string;
}

export interface VersionOf {
  readonly id: string;
  readonly version: number;
}

/** What was decided, as long as the outbox has it: under row-level security, one tenant at a time. */
export class OutboxReader {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Pages of what was recorded in a time, each of one tenant, its newest first; nothing of what shadows decided. */
  async *eventsBetween(since: Date, until: Date): AsyncGenerator<readonly RollcallEvent[]> {
    const { rows } = await this.#pool.query<Stretch>(TENANTS, [since, until]);
    for (const { tenantId, first, last } of rows) {
      let before = String(BigInt(last) + 1n);
      for (;;) {
        const values = [tenantId, first, before];
        const { rows: records } = await this.#as(tenantId, (tx) => tx.query<StoredRecord & Found>(RECORDS, values));
        yield records.flatMap(eventIn);
        before = records.at(-1)?.id ?? first;
        if (records.length < PAGE && records.length === (records[0]?.found ?? 0)) break;
      }
    }
  }

  /** What these versions changed, by `id version`; of members nothing, and of what is sensitive by now no value. */
  async changesOf(tenantId: string, versions: readonly VersionOf[]): Promise<ChangesFound> {
    if (versions.length === 0) return { changes: new Map(), looked: 0 };
    const values = [tenantId, versions.map(({ id }) => id), versions.map(({ version }) => version)];
    return this.#as(tenantId, async (tx) => {
      const { rows } = await tx.query<ChangedRow>(CHANGES, values);
      const named = await tx.query<{ name: string }>(SENSITIVE, [tenantId]);
      const names = named.rows.map(({ name }) => name);
      const ofRow = (row: ChangedRow) =>
        eventIn(row).map((event): [string, readonly Change[]] => [`${row.id} ${row.version}`, changesIn(event, names)]);
      const isCut = rows.length < (rows[0]?.found ?? 0);
      return { changes: new Map(rows.flatMap(ofRow)), looked: isCut ? (rows.at(-1)?.nth ?? 0) : versions.length };
    });
  }

  /** By the events' ids; of what is not published yet, or not at hand any more, there is none. */
  async placesOf(
    tenantId: string,
    { versions, requestIds }: { readonly versions: readonly VersionOf[]; readonly requestIds: readonly string[] },
  ): Promise<ReadonlyMap<string, PlaceOf>> {
    if (versions.length + requestIds.length === 0) return new Map();
    const values = [tenantId, versions.map(({ id }) => id), versions.map(({ version }) => version), requestIds];
    const { rows } = await this.#as(tenantId, (tx) => tx.query<PlaceOf & { eventId: string }>(PLACES, values));
    return new Map(rows.map(({ eventId, partition, offset }) => [eventId, { partition, offset }]));
  }

  #as<Result>(tenantId: string, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      return work(tx);
    });
  }
}

function changesIn({ data }: RollcallEvent, names: readonly string[]): readonly Change[] {
  const changes = 'changes' in data ? (data.changes ?? []) : [];
  return shownChanges(changes, [...names, ...('sensitive' in data ? data.sensitive : [])]);
}

function eventIn({ headers, value }: StoredRecord): RollcallEvent[] {
  const decoded = decodeEvent({ headers: JSON.parse(headers) as Record<string, string>, value });
  return decoded.ok ? [decoded.event] : [];
}
