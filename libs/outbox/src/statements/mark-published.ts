import type { Transaction } from '#postgres';
import type { OutboxRecord } from '../publisher.js';

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
