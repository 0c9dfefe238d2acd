import type { QueryConfig, QueryResultRow } from 'pg';
import { v7 as uuid } from 'uuid';
import type { Transaction } from '#postgres';
import type { Acting } from '../tenants/admin-acted.js';
import type { Issued, NewCredential } from '../tenants/admin-store.js';
import {
  defaultExpiry,
  defaultName,
  mayIssue,
  type Credential,
  type CredentialRefusal,
} from '../tenants/credential.js';
import { settingsChanged } from '../tenants/settings-changed.js';
import { appendAct } from './admin-acts.js';
import * as secrets from './admin-secret-statements.js';
import * as sql from './admin-statements.js';

/** In the transaction of the act: the connection is locked, so that two at once do not both count one below the most. */
export async function issueCredential(
  tx: Transaction,
  input: NewCredential,
  { acting, now }: { readonly acting: Acting; readonly now: Date },
): Promise<Issued<Credential> | CredentialRefusal | null> {
  const { tenantId, connectionId } = input;
  if ((await tx.query(sql.lockConnection(tenantId, connectionId))).rowCount === 0) return null;
  const { rows } = await tx.query<Credential & QueryResultRow>(secrets.validCredentials(connectionId, now));
  const credential = credentialOf(input, acting, now);
  const refusal = mayIssue(rows, credential.expiresAt, now);
  if (refusal !== null) return refusal;
  const secret = await issuedSecret(tx, secrets.issueCredential(credential));
  const object = { type: 'credential', id: credential.id, connectionId };
  const { method, name, expiresAt } = credential;
  const changes = settingsChanged(null, { method, name, expiresAt });
  await appendAct(tx, { act: 'credentials.issue', tenantId, object, at: now, changes }, acting);
  return { ...credential, secret };
}

/** Who issues one may. */
function issuerOf({ type = 'operator', name }: Acting): Credential['issuedBy'] {
  return { type, name: name ?? null, stillMay: type === 'operator' ? true : null };
}

function credentialOf({ connectionId, method, name, expiresAt }: NewCredential, acting: Acting, now: Date): Credential {
  return {
    id: uuid(),
    connectionId,
    method,
    name: name ?? defaultName(method, now),
    issuedBy: issuerOf(acting),
    createdAt: now,
    expiresAt: expiresAt === undefined ? defaultExpiry(now) : expiresAt,
    revokedAt: null,
    lastUsedAt: null,
    lastUsedFrom: null,
  };
}

/** What the database has made, and kept a hash of. */
export async function issuedSecret(tx: Transaction, statement: QueryConfig): Promise<string> {
  const { rows } = await tx.query<{ secret: string }>(statement);
  const [row] = rows;
  if (row === undefined) throw new Error('nothing was issued');
  return row.secret;
}
