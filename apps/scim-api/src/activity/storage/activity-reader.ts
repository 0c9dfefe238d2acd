import type { QueryConfig } from 'pg';
import type { Transaction } from '#postgres';
import type { Asker, TenantReads } from '#service';
import type { ActivityFilter } from '../filter.js';
import type { StoredRequest } from '../item.js';
import { groupsStatement, type StoredGroup } from './find-groups.js';

export interface Place {
  readonly time: string;
  readonly requestId: string;
  readonly operation: number;
}

export interface Page {
  readonly after: Place | null;
  readonly order: 'newest' | 'oldest';
  readonly limit: number;
}

/** Of this time something is missing: `dropped` requests, or, where a process was killed, nobody knows how many (null). */
export interface Gap {
  readonly from: Date;
  readonly to: Date;
  readonly dropped: number | null;
}

export interface Found {
  readonly requests: readonly StoredRequest[];
  readonly gaps: readonly Gap[];
  /** Nothing before is kept; null: there is nothing. */
  readonly since: Date | null;
}

const COLUMNS = `
  time, request_id as "requestId", operation, connection_id as "connectionId", credential_id as "credentialId", method, path,
  status, ms, outcome, code, place, resource_type as "resourceType", resource_id as "resourceId", user_name as "userName",
  external_id as "externalId", matched, version, event_id as "eventId", topic, changed`;

// Row-level security says which tenant once more.
const SINCE = `
  select greatest(min(hour), (select since from kept_since where tenant_id = $1::uuid)) as since
    from stored
   where tenant_id = $1::uuid`;

/** The newest first, and no more than are read. */
const GAPS = `
  select began_at as "from", ended_at as "to", null::integer as dropped
    from gaps
   where ended_at > coalesce($2::timestamptz, '-infinity')
     and began_at < coalesce($3::timestamptz, 'infinity')
  union all
  select minute, minute + interval '1 minute', requests
    from dropped
   where tenant_id = $1::uuid
     and minute > coalesce($2::timestamptz, '-infinity') - interval '1 minute'
     and minute < coalesce($3::timestamptz, 'infinity')
   order by 1 desc
   limit 100`;

/** Ids that had the name: of a person who was renamed, or deleted, too. */
const IDS_OF_NAME = `
  select distinct resource_id as id
    from requests
   where tenant_id = $1::uuid
     and user_name_key = left(lower($2::text), 200)
     and resource_id is not null
   limit 50`;

const NAMES_OF_IDS = `
  select distinct on (resource_id) resource_id as id, user_name as name
    from requests
   where tenant_id = $1::uuid
     and resource_id = any($2::text[])
     and user_name is not null
   order by resource_id, time desc`;

/** What one tenant's connections sent and were answered. */
export class ActivityReader {
  readonly #reads: TenantReads;

  constructor(reads: TenantReads) {
    this.#reads = reads;
  }

  find(asker: Asker, filter: ActivityFilter, page: Page): Promise<Found> {
    return this.#reads.list(asker, async (tx) => ({
      requests: await requestsIn(tx, asker.tenantId, { filter, page }),
      gaps: await rowsOf<Gap>(tx, { text: GAPS, values: [asker.tenantId, filter.from, filter.to] }),
      since: (await rowsOf<{ since: Date | null }>(tx, { text: SINCE, values: [asker.tenantId] }))[0]?.since ?? null,
    }));
  }

  /** A further page of an export. */
  next(asker: Asker, filter: ActivityFilter, page: Page): Promise<readonly StoredRequest[]> {
    return this.#reads.nextPage(asker, (tx) => requestsIn(tx, asker.tenantId, { filter, page }));
  }

  groups(asker: Asker, filter: ActivityFilter): Promise<readonly StoredGroup[]> {
    return this.#reads.list(asker, (tx) => rowsOf(tx, groupsStatement(asker.tenantId, filter)));
  }
}

interface Asked {
  readonly filter: ActivityFilter;
  readonly page: Page;
}

async function requestsIn(tx: Transaction, tenantId: string, { filter, page }: Asked): Promise<StoredRequest[]> {
  const { userName } = filter;
  const ids =
    userName === undefined
      ? []
      : (await rowsOf<{ id: string }>(tx, { text: IDS_OF_NAME, values: [tenantId, userName] })).map(({ id }) => id);
  const rows = await rowsOf<StoredRequest>(tx, statementOf(tenantId, { filter, page, ids }));
  return named(tx, tenantId, rows);
}

/** A request by an id has the name that somebody of this id had last. */
async function named(tx: Transaction, tenantId: string, rows: StoredRequest[]): Promise<StoredRequest[]> {
  const ids = rows.flatMap(({ userName, resourceId, resourceType }) =>
    userName === null && resourceId !== null && resourceType === 'User' ? [resourceId] : [],
  );
  if (ids.length === 0) return rows;
  const values = [tenantId, [...new Set(ids)]];
  const found = await rowsOf<{ id: string; name: string }>(tx, { text: NAMES_OF_IDS, values });
  const names = new Map(found.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({ ...row, userName: row.userName ?? names.get(row.resourceId ?? '') ?? null }));
}

function statementOf(tenantId: string, { filter, page, ids }: Asked & { ids: readonly string[] }): QueryConfig {
  const values: unknown[] = [tenantId];
  const at = (value: unknown, type: string): string => `$${values.push(value)}::${type}`;
  const conditions = ['tenant_id = $1::uuid', SINCE_KEPT, ...conditionsOf(filter, ids, at)];
  const { after, order, limit } = page;
  const [past, way] = order === 'newest' ? ['<', 'desc'] : ['>', 'asc'];
  if (after !== null) {
    const place = `(${at(after.time, 'timestamptz')}, ${at(after.requestId, 'uuid')}, ${at(after.operation, 'integer')})`;
    conditions.push(`(time, request_id, operation) ${past} ${place}`);
  }
  const text = `select ${COLUMNS} from requests where ${conditions.join(' and ')}
    order by time ${way}, request_id ${way}, operation ${way} limit ${at(limit, 'integer')}`;
  return { text, values };
}

/** What is being deleted is no longer shown. */
const SINCE_KEPT = `time >= coalesce((select since from kept_since where tenant_id = $1::uuid), '-infinity')`;

type At = (value: unknown, type: string) => string;

function conditionsOf(filter: ActivityFilter, ids: readonly string[], at: At): string[] {
  const { request, userName, resourceId, code, isWrite, connection, from, to } = filter;
  const all: (string | false)[] = [
    request !== undefined && `request_id = ${at(request.id, 'uuid')}`,
    request !== undefined && request.operation !== null && `operation = ${at(request.operation, 'integer')}`,
    userName !== undefined &&
      `(user_name_key = left(lower(${at(userName, 'text')}), 200) or resource_id = any(${at(ids, 'text[]')}))`,
    // An id of ours is stored in lower case, and one of nothing as it was sent.
    resourceId !== undefined && `resource_id = any(${at([resourceId, resourceId.toLowerCase()], 'text[]')})`,
    code !== undefined && `code = ${at(code, 'text')}`,
    isWrite === true && `resource_type is not null and outcome <> 'read' and method is distinct from 'GET'`,
    connection !== undefined && `connection_id = ${at(connection, 'uuid')}`,
    from !== undefined && `time >= ${at(from, 'timestamptz')}`,
    to !== undefined && `time < ${at(to, 'timestamptz')}`,
  ];
  return all.filter((condition) => condition !== false);
}

async function rowsOf<Row extends object>(tx: Transaction, { text, values = [] }: QueryConfig): Promise<Row[]> {
  const { rows } = await tx.query<Row>(text, values);
  return rows;
}
