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

/** Whether a person has decided since about what is parked: a fold that is under way does not know it. */
export async function haveWordsCome(owner: ClientBase, { from, to }: { from: string; to: string }): Promise<boolean> {
  const { rows } = await owner.query<{ come: boolean }>(`
    select exists (select topic, partition, record_offset from ${escapeIdentifier(from)}.parked_events where kind = 'discarded'
                   except
                   select topic, partition, record_offset from ${escapeIdentifier(to)}.parked_events where kind = 'discarded')
           or exists (select resource, event_id from ${escapeIdentifier(from)}.accepted_gaps
                      except
                      select resource, event_id from ${escapeIdentifier(to)}.accepted_gaps) as come`);
  return rows[0]?.come === true;
}

/** Room for what is parked in the live tables while others are folded. */
const NUMBERS_APART = 1_000_000;

/** What is parked in the fresh tables has numbers that the live ones never gave: a list of before names nothing of after. */
export async function numberApart(owner: ClientBase, { from, to }: { from: string; to: string }): Promise<void> {
  const { rows: found } = await owner.query<{ sequence: string }>(
    `select pg_get_serial_sequence($1::text, 'id') as sequence`,
    [`${escapeIdentifier(from)}.parked_events`],
  );
  const { rows } = await owner.query<{ last: number }>(`select last_value::float8 as last from ${found[0]?.sequence}`);
  const first = (Math.floor((rows[0]?.last ?? 0) / NUMBERS_APART) + 1) * NUMBERS_APART + 1;
  await owner.query(`alter table ${escapeIdentifier(to)}.parked_events alter column id restart with ${first}`);
}
