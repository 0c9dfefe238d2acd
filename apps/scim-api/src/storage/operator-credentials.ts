import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import type { Acted, Acting, Change } from '#contracts';
import { appendAct } from '#outbox';
import type { Transaction } from '#postgres';
import { tokenLookUp, type OperatorLookUp } from '#service';
import { hashSecret } from '../tenants/secret.js';

const FIND = `
  select (select name
            from operator_credentials
           where token_hash = $1::bytea
             and revoked_at is null
             and (expires_at is null or expires_at > clock_timestamp())) as name,
         exists (select from operator_credentials) as "isAnyStored"`;

/**
 * Whose credential it is. `operatorToken` is let in only while none was ever stored: else what expires, or is revoked, would be
 * let in by it again.
 */
export function operatorsOf(pool: Pick<Pool, 'query'>, operatorToken?: string): OperatorLookUp {
  const ofSetting = tokenLookUp(operatorToken ?? null);
  return async (given) => {
    const { rows } = await pool.query<{ name: string | null; isAnyStored: boolean }>({
      name: 'find-operator',
      text: FIND,
      values: [hashSecret(given)],
    });
    const [{ name, isAnyStored } = { name: null, isAnyStored: false }] = rows;
    if (name !== null) return { name };
    return isAnyStored ? undefined : ofSetting(given);
  };
}

export interface OperatorCredential {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Those that are valid, however many are not any more. */
const LIST = `
  select id, name, created_at as "createdAt", created_by as "createdBy", expires_at as "expiresAt", revoked_at as "revokedAt"
    from (select *
            from operator_credentials
           order by revoked_at is not null or coalesce(expires_at <= clock_timestamp(), false), created_at desc, id desc
           limit 1000) as shown
   order by created_at, id`;

export async function listOperators(tx: Transaction): Promise<readonly OperatorCredential[]> {
  return (await tx.query<OperatorCredential & Record<string, unknown>>(LIST)).rows;
}

export interface NewOperator {
  readonly name: string;
  readonly expiresAt: Date | null;
  readonly now: Date;
  /** One that is kept elsewhere; a new one unless told. */
  readonly token?: string;
}

/** That are valid at once. Each process knows all of them by heart, and reads a thousand at most. */
export const MOST_OPERATORS = 100;

const COUNT = `
  select count(*)::int as valid
    from operator_credentials
   where revoked_at is null
     and (expires_at is null or expires_at > $1::timestamptz)`;

/** Whether one more may be issued. */
export async function isRoomForOperator(tx: Transaction, now: Date): Promise<boolean> {
  const { rows } = await tx.query<{ valid: number }>(COUNT, [now]);
  return (rows[0]?.valid ?? 0) < MOST_OPERATORS;
}

const ADD = `
  insert into operator_credentials (id, name, token_hash, created_at, created_by, expires_at)
  values ($1::uuid, $2::text, $3::bytea, $4::timestamptz, $5::text, $6::timestamptz)
      on conflict do nothing`;

/** As the owner of the database. Returns the token, which is shown once; null: the name, or the token, is there. */
export async function issueOperator(tx: Transaction, made: NewOperator, acting: Acting): Promise<string | null> {
  const { name, expiresAt, now: at, token = `rco_${randomBytes(32).toString('base64url')}` } = made;
  const id = uuid();
  const values = [id, name, hashSecret(token), at, acting.name ?? 'operator', expiresAt];
  if ((await tx.query(ADD, values)).rowCount !== 1) return null;
  const changes: Change[] = [
    { path: 'name', before: null, after: name },
    { path: 'expiresAt', before: null, after: expiresAt?.toISOString() ?? null },
  ];
  const operator = operatorTold(name, hashSecret(token), expiresAt);
  await appendAct(tx, { act: 'operators.issue', ...objectOf(id), at, changes, operator }, acting);
  return token;
}

/** By which the projections know it: each lets operators in by itself. */
function operatorTold(name: string, hash: Buffer, expiresAt: Date | null): NonNullable<Acted['operator']> {
  return { name, sha256: hash.toString('hex'), expiresAt: expiresAt?.toISOString() ?? null };
}

const REVOKE = `
  update operator_credentials
     set revoked_at = $2::timestamptz
   where (name = $1::text or id::text = $1::text)
     and revoked_at is null
  returning id`;

/** As the owner. False: none that is valid is called so. */
export async function revokeOperator(tx: Transaction, name: string, at: Date, acting: Acting): Promise<boolean> {
  const { rows } = await tx.query<{ id: string }>(REVOKE, [name, at]);
  for (const { id } of rows) {
    const changes: Change[] = [{ path: 'revokedAt', before: null, after: at.toISOString() }];
    await appendAct(tx, { act: 'operators.revoke', ...objectOf(id), at, changes }, acting);
  }
  return rows.length > 0;
}

function objectOf(id: string): {
  readonly tenantId: null;
  readonly object: { readonly type: string; readonly id: string };
} {
  return { tenantId: null, object: { type: 'operator-credential', id } };
}
