import type { Transaction } from '#postgres';

/** The rows are locked by this transaction. A deletion that was heard of before changes nothing. */
const TELL_DELETIONS = `
  with told as (
    update deliveries d
       set facts = d.facts || jsonb_build_object('reason', 'deleted', 'at', gone.at_text),
           event_count = d.event_count + 1,
           last_event_at = greatest(d.last_event_at, gone.at_text::timestamptz)
      from unnest($1::uuid[], $2::uuid[], $3::text[]) as gone (id, event_id, at_text)
     where d.id = gone.id
       and d.status = 'waiting'
       and not exists (
           select 1
             from delivery_events known
            where known.event_id = gone.event_id
              and known.template = 'leaver')
    returning d.id, d.tenant_id, gone.event_id
  )
  insert into delivery_events (event_id, template, tenant_id, delivery_id)
  select event_id, 'leaver', tenant_id, id
    from told`;

export interface Deletion {
  /** The delivery that waits to tell that the person was disabled. */
  readonly id: string;
  readonly eventId: string;
  readonly at: string;
}

/** The mail that still waits says that the account was deleted, and there is no second one. */
export async function tellDeletions(tx: Transaction, deletions: readonly Deletion[]): Promise<void> {
  if (deletions.length === 0) return;
  await tx.query({ name: 'tell-deletions', text: TELL_DELETIONS }, [
    deletions.map(({ id }) => id),
    deletions.map(({ eventId }) => eventId),
    deletions.map(({ at }) => at),
  ]);
}
