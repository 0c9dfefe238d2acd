import type { QueryConfig } from 'pg';
import type { RollcallEvent } from '#contracts';
import { joinedTexts, joinTexts, type Transaction } from '#postgres';
import { encodedForStoring as recordOf } from './encoded-size.js';
import { laneOf } from './lane.js';

/**
 * Appends to both tables in one statement, in the order of the arguments.
 *
 * Ids come from a sequence without cache, and the caller holds the lock of each resource it writes about: so the ids of
 * one resource ascend with its versions, though ids of different resources may become visible out of order. A second
 * append of the same version of a resource fails (unique), and with it the transaction. No `returning`: the writer's
 * role need not be able to read what it wrote.
 */
const APPEND = appending('');

function appending(condition: string): string {
  return `
  with fresh as materialized (
    select nextval('outbox_id'::regclass) as id, e.*
      from (select *
              from unnest($1::int2[], $2::int4[], $3::uuid[], $4::text[], $5::int4[], $6::text[],
                          ${joinedTexts(7)}, ${joinedTexts(8)})
                   with ordinality
                as t(lane, bytes, tenant_id, resource_id, resource_version, topic, headers, value, position)
             ${condition}order by position) as e),
  kept as (
    insert into outbox (id, tenant_id, resource_id, resource_version, topic, headers, value)
    select id, tenant_id, resource_id, resource_version, topic, headers, value
      from fresh)
  insert into outbox_unpublished (lane, id, bytes, tenant_id)
  select lane, id, bytes, tenant_id
    from fresh`;
}

/** The statement that appends `events`, for a caller that pipelines its statements; see {@link appendToOutbox}. */
export function outboxInsert(events: readonly RollcallEvent[]): QueryConfig {
  return { name: 'outbox-append', text: APPEND, values: rowsOf(events) };
}

/**
 * As {@link outboxInsert}, but only of resources that `table` has then: of rows that the transaction inserts where they may be.
 * Each is looked up by itself: of an `exists` PostgreSQL makes a join, and reads all that the tenant has.
 */
export function outboxInsertOfStored(table: string): (events: readonly RollcallEvent[]) => QueryConfig {
  const text = appending(`where (select id from ${table} where id = t.resource_id::uuid) is not null
             `);
  return (events) => ({ name: `outbox-append-${table}`, text, values: rowsOf(events) });
}

function rowsOf(events: readonly RollcallEvent[]): unknown[] {
  const records = events.map(recordOf);
  return [
    records.map(({ key }) => laneOf(key)),
    records.map(({ bytes }) => bytes),
    events.map(({ tenantId }) => tenantId),
    events.map(({ subject }) => subject),
    events.map(({ resourceVersion }) => resourceVersion),
    records.map(({ topic }) => topic),
    joinTexts(records.map(({ headers }) => headers)),
    joinTexts(records.map(({ value }) => value)),
  ];
}

/**
 * Appends `events`, in their order, to the outbox: they are published if and only if `tx` commits. The transaction must
 * be scoped to the events' tenant and hold the lock of each resource that the events are about.
 */
export async function appendToOutbox(tx: Transaction, events: readonly RollcallEvent[]): Promise<void> {
  if (events.length > 0) await tx.query(outboxInsert(events));
}
