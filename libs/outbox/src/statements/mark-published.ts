import type { Transaction } from '#postgres';
import type { OutboxRecord, StoredRecord } from '../publisher.js';

/**
 * Marks records as published. Idempotent: a second relay that published the same records deletes nothing. A crash before
 * the commit leaves them unpublished, and they are sent again with the same `ce_id`.
 */
const MARK_PUBLISHED = `
  delete from outbox_unpublished as u
   using unnest($1::int2[], $2::int8[]) as done(lane, id)
   where u.lane = done.lane
     and u.id = done.id`;

export async function markPublished(relay: Transaction, records: readonly OutboxRecord[]): Promise<void> {
  const values = [records.map((record) => record.lane), records.map((record) => record.id)];
  await relay.query({ name: 'outbox-mark', text: MARK_PUBLISHED, values });
}

/**
 * The same, and where Kafka has them, in one statement still: a row of forty bytes beside the deletion of one. What was sent
 * twice has its first place that was marked; a relay that crashed in between has told of none.
 */
const MARK_PLACED = `
  with marked as (
    delete from outbox_unpublished as u
     using unnest($1::int2[], $2::int8[]) as done(lane, id)
     where u.lane = done.lane
       and u.id = done.id)
  insert into outbox_places (id, partition, "offset")
  select id, partition, "offset"
    from unnest($2::int8[], $3::int4[], $4::int8[]) as stored(id, partition, "offset")
   where "offset" is not null
      on conflict do nothing`;

export async function markPlaced(relay: Transaction, records: readonly StoredRecord[]): Promise<void> {
  const values = [
    records.map(({ lane }) => lane),
    records.map(({ id }) => id),
    records.map(({ place }) => place?.partition ?? null),
    records.map(({ place }) => place?.offset ?? null),
  ];
  await relay.query({ name: 'outbox-mark-placed', text: MARK_PLACED, values });
}
