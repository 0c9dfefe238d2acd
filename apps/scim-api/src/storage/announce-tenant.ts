import type { QueryResultRow } from 'pg';
import { v7 as uuid } from 'uuid';
import { appendToOutbox } from '#outbox';
import { scopeToTenant, type Transaction } from '#postgres';
import { tenantChanged, type Cause, type NamedConnection, type NamedDomain } from '../tenants/tenant-changed.js';
import { nextVersion, type Tenant } from '../tenants/tenant.js';
import * as sql from './admin-statements.js';
import { NAMED_DOMAINS } from './domain-statements.js';

/** The tenant, locked by this transaction: the lock makes its versions count without gaps. */
export async function lockedTenant(tx: Transaction, id: string): Promise<Tenant | null> {
  const [tenant] = (await tx.query<Tenant & QueryResultRow>(sql.lockTenant(id))).rows;
  return tenant ?? null;
}

/** The event of a tenant whose row this transaction has just written. */
export async function announceTenant(tx: Transaction, tenant: Tenant, cause: Cause): Promise<void> {
  const connections = (await tx.query<NamedConnection & QueryResultRow>(sql.newestConnections(tenant.id))).rows;
  const domains = (await tx.query<NamedDomain & QueryResultRow>(NAMED_DOMAINS, [tenant.id])).rows;
  await scopeToTenant(tx, tenant.id);
  await appendToOutbox(tx, [tenantChanged(uuid(), { tenant, connections: connections.reverse(), domains }, cause)]);
}

/** What concerns a connection or a domain is a change of its tenant: it has the tenant's next version. */
export async function announceNext(
  tx: Transaction,
  tenant: Tenant,
  { cause, now }: { readonly cause: Cause; readonly now: Date },
): Promise<void> {
  const next = nextVersion(tenant, now);
  await tx.query(sql.updateTenant(next));
  await announceTenant(tx, next, cause);
}
