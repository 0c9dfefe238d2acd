import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { calculateJwkThumbprint, importJWK, type JWK } from 'jose';
import type { Transaction } from '#postgres';
import { listConsoleKeys, registerConsoleKey, withdrawConsoleKeys } from '../storage/console-keys.js';
import { actingOf, done, refused, type Said } from './command-answers.js';
import type { ConsoleWords } from './operator-words.js';

/** @throws Error for what is no public key */
export async function consoleAct(tx: Transaction, words: ConsoleWords, at: Date): Promise<Said> {
  switch (words.act) {
    case 'list': {
      const keys = await listConsoleKeys(tx);
      return done(keys.map((key) => (words.isJson ? JSON.stringify(key) : lineOf(key))));
    }
    case 'register': {
      const key = await publicKeyIn(
        words.file === '-' ? await text(process.stdin) : await readFile(words.file, 'utf8'),
      );
      const isDone = await registerConsoleKey(tx, key, { at, acting: actingOf(words.who, null) });
      return isDone ? done([key.kid]) : refused(`${key.kid} is there, or was withdrawn: make another key`);
    }
    case 'withdraw': {
      const gone = await withdrawConsoleKeys(tx, words.kid, { at, acting: actingOf(words.who, words.why) });
      if (gone.length === 0) return refused(`there is no such key: console list shows those that there are`);
      return done(gone.map((kid) => `${kid} is withdrawn: it gets no token from now on`));
    }
  }
}

const LONGEST_KID = 200;

/** @throws Error in words; of a private key, too, which has to stay where it was made */
export async function publicKeyIn(json: string): Promise<JWK & { readonly kid: string }> {
  const { kty, crv, x, y, d, kid: named } = jwkIn(json);
  if (d !== undefined)
    throw new Error('that is a private key, which stays where it is: give its public half, without d');
  if (kty !== 'EC' || crv !== 'P-256' || x === undefined || y === undefined) {
    throw new Error('a JWK is needed whose kty is EC and whose crv is P-256, for ES256');
  }
  const jwk = { kty, crv, x, y };
  await importJWK(jwk, 'ES256').catch(() => {
    throw new Error('x and y are no point of the curve P-256');
  });
  // RFC 7638: as whoever made the key would call it.
  const kid = named ?? (await calculateJwkThumbprint(jwk));
  if (!/^[\x21-\x7e]+$/.test(kid) || kid.length > LONGEST_KID)
    throw new Error('kid has to be 1 to 200 visible characters');
  return { ...jwk, kid };
}

function jwkIn(json: string): JWK {
  try {
    const read: unknown = JSON.parse(json);
    if (typeof read === 'object' && read !== null) return read;
  } catch {
    // What could not be read is told below, without its text.
  }
  throw new Error('the file is no JWK: one JSON object');
}

function lineOf({ kid, registeredAt, registeredBy, withdrawnAt }: Listed): string {
  const state = withdrawnAt === null ? 'valid' : 'withdrawn';
  return `${kid}  ${state}, registered ${registeredAt.toISOString()} by ${registeredBy}`;
}

type Listed = Awaited<ReturnType<typeof listConsoleKeys>>[number];
