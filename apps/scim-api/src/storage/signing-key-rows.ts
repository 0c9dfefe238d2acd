import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { QueryResultRow } from 'pg';
import type { Transaction } from '#postgres';
import { ACCOUNT_TOKEN_S } from '../tenants/console-client.js';
import { wrapKey } from '../tenants/wrapped-key.js';

/** One key as it is kept. Rows are never deleted: a cursor or a token under an old key is known to be one. */
export interface KeyRow extends QueryResultRow {
  readonly kid: string;
  /** Of earlier releases: the key as it is, until a process wraps it. */
  readonly privateJwk: JWK | null;
  readonly publicJwk: JWK | null;
  /** null of a withdrawn key, whose private half is thrown away. */
  readonly wrapped: string | null;
  readonly createdAt: Date;
  readonly rotatedAt: Date | null;
  /** Of a rotated key: when the last token under it has ended. */
  readonly verifyUntil: Date | null;
  readonly withdrawnAt: Date | null;
  readonly why: string | null;
}

const LOCK = `
  select pg_advisory_xact_lock($1::int, $2::int)`;
// "keys" in ASCII; whoever makes, rotates or wraps keys does so alone.
const KEYS_LOCK = 0x6b657973;

export async function lockKeys(tx: Transaction): Promise<void> {
  await tx.query(LOCK, [KEYS_LOCK, 0]);
}

/** Newest first. */
export const LOAD_KEYS = `
  select kid, private_jwk as "privateJwk", public_jwk as "publicJwk", wrapped, created_at as "createdAt",
         rotated_at as "rotatedAt", verify_until as "verifyUntil", withdrawn_at as "withdrawnAt", why
    from signing_keys
   order by created_at desc, kid`;

const INSERT = `
  insert into signing_keys (kid, public_jwk, wrapped, created_at)
  values ($1::text, $2::jsonb, $3::text, $4::timestamptz)`;

/** A new Ed25519 key (RFC 8037); its id is a hash of its public half (RFC 7638). */
export async function makeKey(tx: Transaction, keySecret: string, at: Date): Promise<string> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const privateJwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(privateJwk);
  const values = [kid, JSON.stringify(publicHalf(kid, privateJwk)), wrapKey(keySecret, kid, privateJwk), at];
  await tx.query(INSERT, values);
  return kid;
}

const WRAP = `
  update signing_keys
     set public_jwk = $2::jsonb,
         wrapped = $3::text,
         private_jwk = null
   where kid = $1::text`;

/** Takes a key of an earlier release out of the open. */
export async function wrapRow(tx: Transaction, keySecret: string, { kid, privateJwk }: KeyRow): Promise<void> {
  if (privateJwk === null) return;
  const values = [kid, JSON.stringify(publicHalf(kid, privateJwk)), wrapKey(keySecret, kid, privateJwk)];
  await tx.query(WRAP, values);
}

const REWRAP = `
  update signing_keys
     set wrapped = $2::text
   where kid = $1::text`;

export async function rewrapRow(tx: Transaction, kid: string, wrapped: string): Promise<void> {
  await tx.query(REWRAP, [kid, wrapped]);
}

// A minute for replicas that do not know of it yet, which sign under the old key for some seconds more. Who signed in has a token
// of five minutes, however short those of readers are.
const ROTATE = `
  update signing_keys
     set rotated_at = $2::timestamptz,
         why = $3::text,
         verify_until = $2::timestamptz + interval '1 minute' + make_interval(secs => greatest(
           (select max(token_lifetime)
              from readers
             where revoked_at is null), $4::int))
   where kid = $1::text`;

export async function rotateRow(tx: Transaction, kid: string, at: Date, why: string): Promise<void> {
  await tx.query(ROTATE, [kid, at, why, ACCOUNT_TOKEN_S]);
}

const WITHDRAW = `
  update signing_keys
     set withdrawn_at = $2::timestamptz,
         why = $3::text,
         wrapped = null,
         private_jwk = null
   where kid = $1::text`;

export async function withdrawRow(tx: Transaction, kid: string, at: Date, why: string): Promise<void> {
  await tx.query(WITHDRAW, [kid, at, why]);
}

/** Named one by one: a member that is not listed, `d` above all, is not published. */
export function publicHalf(kid: string, { kty, crv, x }: JWK): JWK {
  return { kty, crv, x, kid, alg: 'EdDSA', use: 'sig' } as JWK; // `crv` and `x` are set: it is an OKP key (RFC 8037).
}
