import type { QueryConfig } from 'pg';
import type { Audience } from '#service';
import type { CredentialKey, Page } from '../tenants/admin-store.js';
import type { Credential } from '../tenants/credential.js';
import type { Reader } from '../tenants/reader.js';

// Of credentials and readers, as admin-statements.ts.

/** Of an operator by a credential that is good, or by the setting that is let in where none is stored. Accounts are the console's. */
const STILL_MAY = `case when issuer_type = 'operator' and issuer_name is null then not exists (select from operator_credentials)
              when issuer_type = 'operator'
              then exists (select
                             from operator_credentials o
                            where o.name = issuer_name
                              and o.revoked_at is null
                              and (o.expires_at is null or o.expires_at > now())) end`;
const CREDENTIAL = `id, connection_id as "connectionId", method, name,
         json_build_object('type', issuer_type, 'name', issuer_name, 'stillMay', ${STILL_MAY}) as "issuedBy",
         created_at as "createdAt", expires_at as "expiresAt", revoked_at as "revokedAt",
         last_used_at as "lastUsedAt", last_used_from as "lastUsedFrom"`;
const READER = `id, tenant_id as "tenantId", name, audiences, roles,
         case when 'directory' = any (coalesce(given_audiences, audiences)) then scopes else '{}' end as scopes,
         token_lifetime as "tokenLifetime",
         created_at as "createdAt", revoked_at as "revokedAt"`;

/** The role may write no hash: the database makes the secret (migration 0026), and this is the only time that it is told. */
export function issueCredential(credential: Credential): QueryConfig {
  const { id, connectionId, method, name, createdAt, expiresAt, issuedBy } = credential;
  const values = [id, connectionId, method, name, createdAt, expiresAt, issuedBy.type, issuedBy.name];
  return { text: ISSUE_CREDENTIAL, values };
}
const ISSUE_CREDENTIAL = `
  select issue_credential($1::uuid, $2::uuid, $3::text, $4::text, $5::timestamptz, $6::timestamptz, $7::text, $8::text)
         as secret`;

export function listCredentials(connectionId: string, { after, limit }: Page): QueryConfig {
  return { text: LIST_CREDENTIALS, values: [connectionId, after, limit] };
}
const LIST_CREDENTIALS = `
  select ${CREDENTIAL}
    from credentials
   where connection_id = $1::uuid
     and ($2::uuid is null or id > $2::uuid)
   order by id
   limit $3::int`;

/** A handful, whatever many have ended: one may be issued for a second, again and again. */
export function validCredentials(connectionId: string, now: Date): QueryConfig {
  return { text: VALID_CREDENTIALS, values: [connectionId, now] };
}
const VALID_CREDENTIALS = `
  select ${CREDENTIAL}
    from credentials
   where connection_id = $1::uuid
     and revoked_at is null
     and (expires_at is null or expires_at > $2::timestamptz)`;

export function revokeCredential({ id, connectionId, tenantId }: CredentialKey, at: Date): QueryConfig {
  return { text: REVOKE_CREDENTIAL, values: [id, connectionId, tenantId, at] };
}
const REVOKE_CREDENTIAL = `
  update credentials
     set revoked_at = $4::timestamptz
   where id = $1::uuid
     and connection_id = $2::uuid
     and tenant_id = $3::uuid
     and revoked_at is null`;

/** Like {@link issueCredential}. */
export function issueReader(reader: Reader, given: readonly Audience[]): QueryConfig {
  const { id, tenantId, name, audiences, roles, scopes, tokenLifetime, createdAt } = reader;
  const values = [id, tenantId, name, audiences, tokenLifetime, createdAt, roles, given, scopes];
  return { text: ISSUE_READER, values };
}
const ISSUE_READER = `
  select issue_reader($1::uuid, $2::uuid, $3::text, $4::text[], $5::int, $6::timestamptz, $7::text[],
                      $8::text[], $9::text[]) as secret`;

/** The tenant is locked: of two that are issued at once, the second counts the first. */
export function countReaders(tenantId: string): QueryConfig {
  return { text: COUNT_READERS, values: [tenantId] };
}
const COUNT_READERS = `
  select count(*)::int as count
    from readers
   where tenant_id = $1::uuid
     and revoked_at is null`;

export function listReaders(tenantId: string, { after, limit }: Page): QueryConfig {
  return { text: LIST_READERS, values: [tenantId, after, limit] };
}
const LIST_READERS = `
  select ${READER}
    from readers
   where tenant_id = $1::uuid
     and ($2::uuid is null or id > $2::uuid)
   order by id
   limit $3::int`;

export function revokeReader(id: string, tenantId: string, at: Date): QueryConfig {
  return { text: REVOKE_READER, values: [id, tenantId, at] };
}
const REVOKE_READER = `
  update readers
     set revoked_at = $3::timestamptz
   where id = $1::uuid
     and tenant_id = $2::uuid
     and revoked_at is null`;
