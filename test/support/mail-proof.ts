import { eventually } from './eventually.js';
import type { Evidence } from './evidence.js';

interface SettledDelivery {
  readonly id: string;
  readonly status: string;
  readonly recipient: string | null;
  readonly template: string;
  readonly events: readonly string[];
}

/** Waits until the notifier has settled every delivery, then looks into the inbox: at most one mail for each. */
export async function mailBreaches(world: Evidence): Promise<string[]> {
  const deliveries = await eventually('every delivery is settled', () => settled(world), {
    timeout: 60_000,
    every: 200,
  });
  const received = new Map<string, number>();
  for (const { messageId } of (await world.constellation.servers.mail.own?.mails()) ?? []) {
    const id = /^<?([^@>]+)@/.exec(messageId ?? '')?.[1] ?? `no Message-ID: ${messageId}`;
    received.set(id, (received.get(id) ?? 0) + 1);
  }
  const found: string[] = [];
  const sent = new Set<string>();
  for (const { id, status, recipient, template, events } of deliveries) {
    const mails = received.get(id) ?? 0;
    received.delete(id);
    if (mails > 1) found.push(`delivery ${id}: ${mails} mails arrived`);
    if (mails === 1 && status !== 'accepted' && status !== 'uncertain')
      found.push(`delivery ${id}: its mail arrived, and it is ${status}`);
    if (mails === 0 && status === 'accepted') found.push(`delivery ${id}: accepted, and no mail arrived`);
    if (mails === 0) continue;
    for (const event of events) {
      const once = `${event} to ${recipient} as ${template}`;
      if (sent.has(once)) found.push(`a second mail about ${once}`);
      sent.add(once);
    }
  }
  for (const id of received.keys()) found.push(`a mail arrived that belongs to no delivery: ${id}`);
  return found;
}

async function settled(world: Evidence): Promise<SettledDelivery[]> {
  const rows = await world.query<SettledDelivery>(
    'notifier',
    `select d.id, d.status, d.recipient, d.template,
            array(select e.event_id::text from mailing.delivery_events as e where e.delivery_id = d.id) as events
       from mailing.deliveries as d`,
  );
  const open = rows.filter(({ status }) => ['waiting', 'pending', 'sending'].includes(status));
  if (open.length > 0) throw new Error(`${open.length} are ${open[0]?.status}`);
  return rows;
}
