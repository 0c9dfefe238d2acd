import type { QueryResultRow } from 'pg';
import type { AdminActed } from '#contracts';
import { isUuid, type Transaction } from '#postgres';

/** Was open again, and is closed as it had been: methods of a connection or its pause, or a mail domain. */
export interface Closed {
  readonly type: 'connection' | 'domain';
  readonly id: string;
  readonly tenantId: string;
  readonly what: string;
}

/**
 * Closes what a restored backup has open and was closed since: methods of connections, their pauses, domains to which mails may go.
 * Nothing is opened: of a connection that trusts somebody else since, what needs that trust is off until it is told anew.
 *
 * @param acts of each tenant in the order in which they were done, as its partition of the admin topic has them
 */
export async function closeAgain(tx: Transaction, acts: readonly AdminActed[]): Promise<Closed[]> {
  const ofConnections = acts.filter(({ data }) => data.act.startsWith('connections.') && isUuid(data.object.id));
  return [
    ...(await methodsAgain(tx, ofConnections)),
    ...(await federationAgain(tx, ofConnections)),
    ...(await pauseAgain(tx, ofConnections)),
    ...(await domainsAgain(tx, acts)),
  ];
}

/** By connection, what the last act that changed it left there. */
function lastOf(acts: readonly AdminActed[], setting: string): [string, unknown][] {
  const told = acts.flatMap(({ data }) =>
    (data.changes ?? []).filter(({ path }) => path === setting).map(({ after }) => [data.object.id, after] as const),
  );
  return [...new Map(told)];
}

/** The last of each object. */
function lastActs(acts: readonly AdminActed[]): AdminActed[] {
  return [...new Map(acts.map((event) => [`${event.tenantId}/${event.data.object.id}`, event])).values()];
}

async function closed(tx: Transaction, statement: string, values: readonly (readonly unknown[])[]): Promise<Closed[]> {
  return (await tx.query<Closed & QueryResultRow>(statement, [...values])).rows;
}

function methodsAgain(tx: Transaction, acts: readonly AdminActed[]): Promise<Closed[]> {
  const last = lastOf(acts, 'methods');
  return closed(tx, METHODS_AGAIN, [last.map(([id]) => id), last.map(([, after]) => JSON.stringify(after))]);
}

const METHODS_AGAIN = `
  update connections as here
     set methods = array(select method from unnest(here.methods) as method where told.methods ->> method = 'true')
    from unnest($1::uuid[], $2::jsonb[]) as told(id, methods)
   where here.id = told.id
     and exists (select from unnest(here.methods) as method where told.methods ->> method is distinct from 'true')
  returning 'connection' as type, here.id, here.tenant_id as "tenantId", 'methods that had been switched off' as what`;

function federationAgain(tx: Transaction, acts: readonly AdminActed[]): Promise<Closed[]> {
  const last = lastOf(acts, 'federation');
  return closed(tx, FEDERATION_AGAIN, [last.map(([id]) => id), last.map(([, after]) => JSON.stringify(after))]);
}

const FEDERATION_AGAIN = `
  update connections as here
     set methods = array(select unnest(here.methods) except select unnest('{federated,entraToken}'::text[]))
    from unnest($1::uuid[], $2::jsonb[]) as told(id, federation)
   where here.id = told.id
     and here.methods && '{federated,entraToken}'::text[]
     and here.federation <> told.federation
  returning 'connection' as type, here.id, here.tenant_id as "tenantId", 'federated: it has trusted another since' as what`;

function pauseAgain(tx: Transaction, acts: readonly AdminActed[]): Promise<Closed[]> {
  const turned = acts.filter(({ data }) => data.act === 'connections.pause' || data.act === 'connections.resume');
  const paused = lastActs(turned).filter(({ data }) => data.act === 'connections.pause');
  const names = paused.map(({ data }) => data.actor.name ?? 'the operator');
  return closed(tx, PAUSE_AGAIN, [paused.map(({ data }) => data.object.id), paused.map(({ time }) => time), names]);
}

const PAUSE_AGAIN = `
  update connections as here
     set paused_at = told.at,
         paused_by = told.name
    from unnest($1::uuid[], $2::timestamptz[], $3::text[]) as told(id, at, name)
   where here.id = told.id
     and here.paused_at is null
  returning 'connection' as type, here.id, here.tenant_id as "tenantId", 'paused' as what`;

async function domainsAgain(tx: Transaction, acts: readonly AdminActed[]): Promise<Closed[]> {
  const last = lastActs(acts.filter(({ data, tenantId }) => DECIDING.has(data.act) && isUuid(tenantId)));
  const after = (act: string): string[][] => {
    const told = last.filter(({ data }) => data.act === act);
    return [told.map(({ tenantId }) => tenantId), told.map(({ data }) => data.object.id)];
  };
  const byWhom = last.flatMap(({ data }) => (data.act === 'domains.withdraw' ? [whoWithdrew(data)] : []));
  return [
    ...(await closed(tx, WITHDRAW_AGAIN, [...after('domains.withdraw'), byWhom])),
    ...(await closed(tx, REMOVE_AGAIN, after('domains.remove'))),
  ];
}

/** What an operator withdrew, by a credential or signed in, name servers do not give back. */
function whoWithdrew({ actor }: AdminActed['data']): 'operator' | null {
  return actor.type === 'operator' || actor.role === 'operator' ? 'operator' : null;
}

/** A check that decided something has one of these names. */
const DECIDING = new Set(['domains.add', 'domains.verify', 'domains.withdraw', 'domains.remove']);

const WITHDRAW_AGAIN = `
  update tenant_domains as here
     set state = 'withdrawn', verified_by = told.by_whom, next_check_at = null, reason = 'withdrawn before a backup was restored'
    from unnest($1::uuid[], $2::text[], $3::text[]) as told(tenant_id, name, by_whom)
   where here.tenant_id = told.tenant_id
     and here.name = told.name
     and here.state <> 'withdrawn'
  returning 'domain' as type, here.name as id, here.tenant_id as "tenantId", 'withdrawn' as what`;

const REMOVE_AGAIN = `
  delete from tenant_domains as here
   using unnest($1::uuid[], $2::text[]) as told(tenant_id, name)
   where here.tenant_id = told.tenant_id
     and here.name = told.name
  returning 'domain' as type, here.name as id, here.tenant_id as "tenantId", 'removed' as what`;
