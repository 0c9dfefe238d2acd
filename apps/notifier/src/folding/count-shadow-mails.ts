import type { UserEvent } from '#contracts';
import type { Transaction } from '#postgres';
import { endedAmong } from '#service';
import type { RuleContext } from '../rules/settings.js';
import { shadowMail } from '../rules/shadow-mail.js';
import { loadCycles } from '../storage/statements/load-cycles.js';

// To the minute: a shadow that begins anew asks from its own beginning.
const COUNT = `
  insert into mailing.shadow_mails as m (tenant_id, connection_id, minute, kind, count)
  select tenant_id, connection_id, minute, kind, count(*)
    from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[]) as t(tenant_id, connection_id, minute, kind)
   group by tenant_id, connection_id, minute, kind
   order by tenant_id, connection_id, minute, kind
      on conflict (tenant_id, connection_id, minute, kind) do update
     set count = m.count + excluded.count`;

/** Counts what would have been mailed about what shadows decided, and mails nothing. */
export async function countShadowMails(
  tx: Transaction,
  events: readonly UserEvent[],
  context: RuleContext,
): Promise<void> {
  const tenantIds = [...new Set(events.map(({ tenantId }) => tenantId))];
  const ended = await endedAmong(tx, tenantIds);
  const cycles = await loadCycles(tx, tenantIds);
  const counted = events.flatMap((event) => {
    const { tenantId, time, data } = event;
    const kind = ended.has(tenantId) ? null : shadowMail(event, cycles.get(tenantId) ?? null, context);
    return kind === null ? [] : [{ tenantId, connectionId: data.actor.connectionId, minute: minuteOf(time), kind }];
  });
  if (counted.length === 0) return;
  await tx.query({ name: 'count-shadow-mails', text: COUNT }, [
    counted.map(({ tenantId }) => tenantId),
    counted.map(({ connectionId }) => connectionId),
    counted.map(({ minute }) => minute),
    counted.map(({ kind }) => kind),
  ]);
}

function minuteOf(time: string): Date {
  const at = Date.parse(time);
  return new Date(at - (at % 60_000));
}
