import type { QueryResultRow } from 'pg';
import { v7 as uuid } from 'uuid';
import type { Transaction } from '#postgres';
import type { Acting } from '../tenants/admin-acted.js';
import type { ConnectionKey } from '../tenants/admin-store.js';
import { sameBrake } from '../tenants/brake.js';
import {
  changeConnection as changed,
  connectionRefusal,
  MAX_CONNECTIONS_OF_TENANT,
  type Connection,
  type ConnectionPatch,
  type ConnectionRefusal,
  type NewConnectionSettings,
} from '../tenants/connection.js';
import { federationOf } from '../tenants/federation.js';
import { settingsChanged } from '../tenants/settings-changed.js';
import { appendAct } from './admin-acts.js';
import * as sql from './admin-statements.js';
import { setBrake } from './brake-statements.js';
import { findShadow, insertShadow } from './shadow/admin-statements.js';
import { announceNext, lockedTenant } from './announce-tenant.js';
import { MAX_ADDRESSES_OF_TENANT } from '../tenants/notification-addresses.js';

interface Doing {
  readonly acting: Acting;
  readonly now: Date;
}

export async function createConnection(
  tx: Transaction,
  { tenantId, settings }: { readonly tenantId: string; readonly settings: NewConnectionSettings },
  { acting, now }: Doing,
): Promise<Connection | ConnectionRefusal | null> {
  const tenant = await lockedTenant(tx, tenantId);
  const refusal = connectionRefusal(settings);
  if (tenant === null || refusal !== null) return tenant === null ? null : refusal;
  const { shadow: isShadow = false, ...kept } = settings;
  const after: Connection = {
    id: uuid(),
    tenantId,
    ...kept,
    createdAt: now,
    pause: null,
    shadow: isShadow ? 'open' : null,
  };
  if (await hasAll(tx, tenantId)) return { code: 'too-many-connections' };
  if (await hasTooMany(tx, after)) return TOO_MANY;
  if (isShadow && (await tx.query(findShadow(tenantId))).rowCount !== 0) return { code: 'shadow-taken' };
  await tx.query(sql.insertConnection(after));
  await tx.query(setBrake(after, after.brake));
  if (isShadow) await tx.query(insertShadow(after));
  await announceNext(tx, tenant, { cause: acting, now });
  await appendConnectionAct(tx, { act: 'connections.create', before: null, after }, { acting, now });
  return after;
}

export async function changeConnection(
  tx: Transaction,
  { tenantId, id, patch }: ConnectionKey & { readonly patch: ConnectionPatch },
  { acting, now }: Doing,
): Promise<Connection | ConnectionRefusal | null> {
  // The tenant first, as everywhere: two changes at once must not wait for each other.
  const tenant = await lockedTenant(tx, tenantId);
  const [before] = (await tx.query<Connection & QueryResultRow>(sql.lockConnection(tenantId, id))).rows.map(asSet);
  if (tenant === null || before === undefined) return null;
  const after = changed(before, patch);
  const refusal = connectionRefusal(after);
  if (refusal !== null) return refusal;
  if (patch.notificationAddresses !== undefined && (await hasTooMany(tx, after))) return TOO_MANY;
  await tx.query(sql.updateConnection(after));
  if (!sameBrake(before.brake, after.brake)) await tx.query(setBrake(after, after.brake));
  if (isTold(before, after)) await announceNext(tx, tenant, { cause: acting, now });
  await appendConnectionAct(tx, { act: 'connections.change', before, after }, { acting, now });
  return after;
}

/** Whether the tenant's event says something else of it. */
function isTold(before: Connection, after: Connection): boolean {
  const told = ({ name, notifyOnFailure, notificationAddresses }: Connection): string =>
    JSON.stringify([name, notifyOnFailure, notificationAddresses]);
  return told(before) !== told(after);
}

async function hasAll(tx: Transaction, tenantId: string): Promise<boolean> {
  const { rows } = await tx.query<{ count: number }>(sql.countConnections(tenantId));
  return (rows[0]?.count ?? 0) >= MAX_CONNECTIONS_OF_TENANT;
}

const TOO_MANY = { code: 'too-many-addresses' } as const;

async function hasTooMany(tx: Transaction, connection: Connection): Promise<boolean> {
  const own = connection.notificationAddresses.length;
  if (own === 0) return false;
  const { rows } = await tx.query<{ count: number }>(sql.countAddresses(connection));
  return own + (rows[0]?.count ?? 0) > MAX_ADDRESSES_OF_TENANT;
}

/** The members of what jsonb holds come in its own order. */
function asSet(connection: Connection): Connection {
  const { federation } = connection;
  return { ...connection, federation: federation === null ? null : federationOf(federation) };
}

interface ConnectionAct {
  readonly act: 'connections.create' | 'connections.change';
  readonly before: Connection | null;
  readonly after: Connection;
}

/** What changed nothing is no act. */
async function appendConnectionAct(
  tx: Transaction,
  { act, before, after }: ConnectionAct,
  doing: Doing,
): Promise<void> {
  const { tenantId, id } = after;
  const changes = settingsChanged(before, after);
  if (changes.length === 0) return;
  await appendAct(tx, { act, tenantId, object: { type: 'connection', id }, at: doing.now, changes }, doing.acting);
}
