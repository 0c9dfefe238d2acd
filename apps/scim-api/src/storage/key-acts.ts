import { v7 as uuid } from 'uuid';
import { INSTALLATION } from '#contracts';
import type { Transaction } from '#postgres';
import type { Acting } from '../tenants/admin-acted.js';
import { settingsChanged } from '../tenants/settings-changed.js';
import { unwrapKey, wrapKey } from '../tenants/wrapped-key.js';
import { appendAct } from './admin-acts.js';
import {
  LOAD_KEYS,
  lockKeys,
  makeKey,
  rewrapRow,
  rotateRow,
  withdrawRow,
  wrapRow,
  type KeyRow,
} from './signing-key-rows.js';

/** Who asks for it, and why; both stay with the key and in the event. */
export interface KeyAsk {
  readonly keySecret: string;
  readonly why: string;
  readonly who: string;
  readonly now: Date;
}

/** What was asked for cannot be: nothing was changed. */
export class KeyRefusedError extends Error {
  readonly code = 'KEY_REFUSED';
}

export async function loadKeys(tx: Transaction): Promise<readonly KeyRow[]> {
  return (await tx.query<KeyRow>(LOAD_KEYS)).rows;
}

/** A new key signs; the one before verifies until its last token has ended. Returns the new one's id. */
export async function rotateKeys(tx: Transaction, ask: KeyAsk): Promise<string> {
  const rows = await lockedKeys(tx, ask.keySecret);
  const acting = actingOf(ask);
  for (const { kid } of rows.filter(isCurrent)) {
    await rotateRow(tx, kid, ask.now, ask.why);
    const changes = settingsChanged(null, { rotatedAt: ask.now });
    await appendAct(tx, { act: 'keys.rotate', ...ofKey(kid, ask.now), changes }, acting);
  }
  return issueKey(tx, ask);
}

/**
 * The key verifies nothing from now on, opens no cursor, and its private half is thrown away. Where no other signs, one is
 * made. Returns its id, or null.
 *
 * @throws KeyRefusedError
 */
export async function withdrawKey(tx: Transaction, kid: string, ask: KeyAsk): Promise<string | null> {
  const rows = await lockedKeys(tx, ask.keySecret);
  const row = rows.find((one) => one.kid === kid);
  if (row === undefined) throw new KeyRefusedError('there is no such key; "list" shows those there are');
  if (row.withdrawnAt !== null) throw new KeyRefusedError('that key is withdrawn already');
  await withdrawRow(tx, kid, ask.now, ask.why);
  const changes = settingsChanged(null, { withdrawnAt: ask.now });
  await appendAct(tx, { act: 'keys.withdraw', ...ofKey(kid, ask.now), changes }, actingOf(ask));
  return rows.some((one) => one.kid !== kid && isCurrent(one)) ? null : issueKey(tx, ask);
}

export interface RewrapAsk extends Omit<KeyAsk, 'why'> {
  readonly next: string;
}

/** Keeps every key under another secret. Running processes hold theirs open, and start again with the new one only. */
export async function rewrapKeys(tx: Transaction, { keySecret, next, who, now }: RewrapAsk): Promise<number> {
  const rows = (await lockedKeys(tx, keySecret)).filter(({ wrapped }) => wrapped !== null);
  for (const { kid, wrapped } of rows) {
    // Decoder: what `wrapKey` was given.
    await rewrapRow(tx, kid, wrapKey(next, kid, unwrapKey(keySecret, kid, wrapped ?? '') as object));
  }
  const object = { type: 'key-secret', id: INSTALLATION };
  const acted = { act: 'keys.rewrap', tenantId: null, object, at: now, changes: [] } as const;
  await appendAct(tx, acted, { requestId: uuid(), traceparent: null, reason: null, name: who });
  return rows.length;
}

async function lockedKeys(tx: Transaction, keySecret: string): Promise<readonly KeyRow[]> {
  await lockKeys(tx);
  const rows = await loadKeys(tx);
  if (rows.some(({ privateJwk }) => privateJwk !== null)) {
    throw new KeyRefusedError('keys of an earlier release are not wrapped yet: start scim-api once, then ask again');
  }
  for (const { kid, wrapped } of rows) if (wrapped !== null) unwrapKey(keySecret, kid, wrapped);
  return rows;
}

async function issueKey(tx: Transaction, ask: KeyAsk): Promise<string> {
  const kid = await makeKey(tx, ask.keySecret, ask.now);
  await appendAct(tx, { act: 'keys.issue', ...ofKey(kid, ask.now), changes: [] }, actingOf(ask));
  return kid;
}

export function isCurrent({ rotatedAt, withdrawnAt }: KeyRow): boolean {
  return rotatedAt === null && withdrawnAt === null;
}

function ofKey(id: string, at: Date) {
  return { tenantId: null, object: { type: 'signing-key', id }, at };
}

function actingOf({ why, who }: KeyAsk): Acting {
  return { requestId: uuid(), traceparent: null, reason: why, name: who };
}

export interface Rewithdrawn<Gone> {
  readonly withdrawn: readonly Gone[];
  /** The key that signs now, where one had to be made. */
  readonly made: string | null;
}

/** Withdraws again what a restored table holds alive; the topic has the events of it. */
export async function rewithdrawKeys<Gone extends { readonly id: string; readonly at: string }>(
  tx: Transaction,
  gone: readonly Gone[],
  { keySecret, now }: Pick<KeyAsk, 'keySecret' | 'now'>,
): Promise<Rewithdrawn<Gone>> {
  await lockKeys(tx);
  const found = await loadKeys(tx);
  for (const row of found) await wrapRow(tx, keySecret, row);
  const alive = new Set(found.flatMap(({ kid, withdrawnAt }) => (withdrawnAt === null ? [kid] : [])));
  const withdrawn = gone.filter(({ id }) => alive.has(id));
  for (const { id, at } of withdrawn) await withdrawRow(tx, id, new Date(at), RESTORED);
  const rows = await lockedKeys(tx, keySecret);
  if (withdrawn.length === 0 || rows.some(isCurrent)) return { withdrawn, made: null };
  return { withdrawn, made: await issueKey(tx, { keySecret, now, why: RESTORED, who: 'reconcile-revocations' }) };
}

const RESTORED = 'withdrawn before the database was restored';
