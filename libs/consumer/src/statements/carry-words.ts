import { escapeIdentifier, type ClientBase } from 'pg';

/**
 * What a person has said stays said in a projection that is folded anew: the fold passes over what was discarded, and
 * takes the gaps that were accepted where they were.
 */
export async function carryWords(owner: ClientBase, { from, to }: { from: string; to: string }): Promise<void> {
  await owner.query(`
    insert into ${escapeIdentifier(to)}.parked_events
           (topic, partition, record_offset, key, event_id, event_type, kind, because, attempts, headers, value,
            value_bytes, parked_at, discarded_at, discarded_by, discarded_why, resource_version)
    select topic, partition, record_offset, key, event_id, event_type, kind, because, attempts, headers, value,
           value_bytes, parked_at, discarded_at, discarded_by, discarded_why, resource_version
      from ${escapeIdentifier(from)}.parked_events
     where kind = 'discarded'
     order by id
        on conflict (topic, partition, record_offset) do nothing`);
  const columns = 'resource, from_version, to_version, topic, key, event_id, accepted_at, accepted_by, is_late';
  await owner.query(`
    insert into ${escapeIdentifier(to)}.accepted_gaps (${columns})
    select ${columns}
      from ${escapeIdentifier(from)}.accepted_gaps
        on conflict do nothing`);
}
