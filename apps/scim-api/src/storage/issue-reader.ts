import { v7 as uuid } from 'uuid';
import type { Transaction } from '#postgres';
import type { Acting } from '../tenants/admin-acted.js';
import type { Issued, NewReader } from '../tenants/admin-store.js';
import { MAX_READERS_OF_TENANT, type Reader } from '../tenants/reader.js';
import { settingsChanged } from '../tenants/settings-changed.js';
import { appendAct } from './admin-acts.js';
import * as secrets from './admin-secret-statements.js';
import { lockedTenant } from './announce-tenant.js';
import { issuedSecret } from './issue-credential.js';

/** In the transaction of the act: the tenant is locked, so that two at once do not both count one below the most. */
export async function issueReader(
  tx: Transaction,
  { given, ...input }: NewReader,
  { acting, now: at }: { readonly acting: Acting; readonly now: Date },
): Promise<Issued<Reader> | 'too-many' | null> {
  const { tenantId } = input;
  if ((await lockedTenant(tx, tenantId)) === null) return null;
  const { rows } = await tx.query<{ count: number }>(secrets.countReaders(tenantId));
  if ((rows[0]?.count ?? 0) >= MAX_READERS_OF_TENANT) return 'too-many';
  const reader = { id: uuid(), roles: [], scopes: [], ...input, createdAt: at, revokedAt: null };
  const secret = await issuedSecret(tx, secrets.issueReader(reader, given ?? input.audiences));
  const object = { type: 'reader', id: reader.id };
  await appendAct(tx, { act: 'readers.issue', tenantId, object, at, changes: settingsChanged(null, input) }, acting);
  return { ...reader, secret };
}
