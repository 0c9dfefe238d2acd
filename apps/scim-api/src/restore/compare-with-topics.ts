import { ADMIN, decodeEvent, GROUPS, USERS, type RollcallEvent } from '#contracts';
import { headerText, openKafka, readToEnd, type KafkaSettings } from '#kafka';
import { onClient } from '#postgres';
import { LostWrites, type LostResource } from './lost-writes.js';

const STORED_VERSIONS = `
  select id::text, version from users
   union all
  select id::text, version from groups`;

export interface Comparison {
  readonly resources: number;
  readonly events: number;
  readonly lost: readonly LostResource[];
}

/**
 * Reads the users and groups topics from the first event and says what of them the database does not have. Of tenants that have
 * ended, as the admin topic says, it has nothing, and nothing is lost.
 *
 * @param databaseUrl of a role that sees all tenants past row-level security (the owner); it only reads
 * @throws Error for an event that cannot be decoded: a report that steps over it would be wrong
 */
export async function compareWithTopics(databaseUrl: string, kafka: KafkaSettings): Promise<Comparison> {
  const stored = await storedVersions(databaseUrl);
  const lost = new LostWrites(stored);
  let events = 0;
  const gone = new Set<string>();
  const topics = [USERS, GROUPS, ADMIN].map((topic) => kafka.topicPrefix + topic.name);
  await readToEnd(openKafka(kafka, 'rollcall-restore-report'), topics, {
    topicPrefix: kafka.topicPrefix,
    each: ({ topic, partition, message }) => {
      if (topic !== kafka.topicPrefix + ADMIN.name) events += 1;
      const decoded = decodeEvent({ headers: headerText(message.headers), value: message.value?.toString() ?? '' });
      if (!decoded.ok) throw new Error(`${topic}/${partition} at ${message.offset}: ${decoded.because}`);
      if (decoded.event.type === 'rollcall.TenantEnded') gone.add(decoded.event.tenantId);
      see(lost, decoded.event);
    },
  });
  return { resources: stored.size, events, lost: lost.list().filter(({ tenantId }) => !gone.has(tenantId)) };
}

function see(lost: LostWrites, event: RollcallEvent): void {
  const { tenantId, subject, resourceVersion, type, time, correlationId } = event;
  const isDeletion = isDeletionOf(event);
  if (resourceVersion === null || isDeletion === null) return;
  lost.see({ tenantId, resourceId: subject, version: resourceVersion, type, time, correlationId, isDeletion });
}

/** null for what is not about a resource of these topics. */
function isDeletionOf(event: RollcallEvent): boolean | null {
  switch (event.type) {
    case 'rollcall.UserProvisioned':
    case 'rollcall.UserUpdated':
    case 'rollcall.GroupProvisioned':
    case 'rollcall.GroupUpdated':
      return false;
    case 'rollcall.UserDeprovisioned':
    case 'rollcall.GroupDeprovisioned':
      return event.data.reason === 'deleted';
    case 'rollcall.WriteRefused':
    case 'rollcall.RefusalsSuppressed':
    case 'rollcall.TenantChanged':
    case 'rollcall.AdminActed':
    case 'rollcall.TenantEnded':
    case 'rollcall.CredentialExpiring':
    case 'rollcall.DeadCredentialUsed':
      return null;
  }
}

function storedVersions(databaseUrl: string): Promise<Map<string, number>> {
  return onClient({ connectionString: databaseUrl, application_name: 'restore-report' }, async (client) => {
    // A role that row-level security would show less to gets an error instead of a report that calls everything lost.
    await client.query('set row_security = off');
    const { rows } = await client.query<{ id: string; version: number }>(STORED_VERSIONS);
    return new Map(rows.map((row) => [row.id, row.version]));
  });
}
