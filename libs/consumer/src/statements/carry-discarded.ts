import { escapeIdentifier, type ClientBase } from 'pg';

/** What a person discarded stays discarded in a projection that is folded anew: the fold passes it over, too. */
export async function carryDiscarded(owner: ClientBase, { from, to }: { from: string; to: string }): Promise<void> {
  await owner.query(`
    insert into ${escapeIdentifier(to)}.parked_events
           (topic, partition, record_offset, key, event_id, event_type, kind, because, attempts, headers, value,
            value_bytes, parked_at, discarded_at, discarded_by, discarded_why)
    select topic, partition, record_offset, key, event_id, event_type, kind, because, attempts, headers, value,
           value_bytes, parked_at, discarded_at, discarded_by, discarded_why
      from ${escapeIdentifier(from)}.parked_events
     where kind = 'discarded'
     order by id
        on conflict (topic, partition, record_offset) do nothing`);
}
