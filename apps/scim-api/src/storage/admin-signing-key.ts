import { exportJWK, generateKeyPair, importJWK, calculateJwkThumbprint, type CryptoKey, type JWK } from 'jose';
import type { Pool } from 'pg';
import { inTransaction } from '#postgres';

/** The key that signs readers' tokens, and the public halves of all keys that tokens may still be signed with. */
export interface SigningKeys {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  /** The private half as text, for deriving other keys that all replicas share. */
  readonly secret: string;
  readonly published: { readonly keys: readonly JWK[] };
}

const LOCK = `
  select pg_advisory_xact_lock($1::int, $2::int)`;
const LOAD = `
  select kid, private_jwk as "privateJwk"
    from signing_keys
   order by created_at desc, kid`;
const INSERT = `
  insert into signing_keys (kid, private_jwk, created_at)
  values ($1::text, $2::jsonb, now())`;

// "keys" in ASCII; held for the moment in which the first process makes the first key, so that two agree on one.
const KEYS_LOCK = 0x6b657973;

/** The newest key signs. When there is none, as at the very first start, one is made (Ed25519, RFC 8037). */
export function openSigningKeys(pool: Pool): Promise<SigningKeys> {
  return inTransaction(pool, async (tx) => {
    await tx.query(LOCK, [KEYS_LOCK, 0]);
    let rows = (await tx.query<StoredKey>(LOAD)).rows;
    if (rows.length === 0) {
      const made = await makeKey();
      await tx.query(INSERT, [made.kid, JSON.stringify(made.privateJwk)]);
      rows = [made];
    }
    return signingKeysOf(rows);
  });
}

type StoredKey = { readonly kid: string; readonly privateJwk: JWK };

async function makeKey(): Promise<StoredKey> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const privateJwk = await exportJWK(privateKey);
  // RFC 7638: the id is a hash of the public key.
  return { kid: await calculateJwkThumbprint(privateJwk), privateJwk };
}

async function signingKeysOf(rows: readonly StoredKey[]): Promise<SigningKeys> {
  const [newest] = rows;
  if (newest === undefined) throw new Error('there is no signing key');
  const privateKey = await importJWK(newest.privateJwk, 'EdDSA');
  if (privateKey instanceof Uint8Array) throw new Error(`signing key ${newest.kid} is not a key pair`);
  const secret = newest.privateJwk.d;
  if (secret === undefined) throw new Error(`signing key ${newest.kid} has no private half`);
  return { kid: newest.kid, privateKey, secret, published: { keys: rows.map(publicHalf) } };
}

/** Named one by one: a member that is not listed, `d` above all, is not published. */
function publicHalf({ kid, privateJwk }: StoredKey): JWK {
  const { kty, crv, x } = privateJwk;
  return { kty, crv, x, kid, alg: 'EdDSA', use: 'sig' } as JWK; // `crv` and `x` are set: it is an OKP key (RFC 8037).
}
