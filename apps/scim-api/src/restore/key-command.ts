import { Type } from 'typebox';
import { inTransaction, openPool } from '#postgres';
import { readConfig } from '#service';
import { isCurrent, KeyRefusedError, loadKeys, rewrapKeys, rotateKeys, withdrawKey } from '../storage/key-acts.js';
import type { KeyRow } from '../storage/signing-key-rows.js';
import { KEYS_HELP, keyWords, type KeyWords } from './key-words.js';

export interface KeyCommand {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly user: () => string;
  readonly say: (line: string) => void;
}

const Secret = Type.String({ minLength: 32 });
const Settings = Type.Object({ ADMIN_DATABASE_URL: Type.String({ pattern: '^postgres(ql)?://' }), KEY_SECRET: Secret });

/** @returns the exit code @throws Error for what is not understood or not possible */
export async function runKeys(args: readonly string[], { env, user, say }: KeyCommand): Promise<number> {
  const words = keyWords(args, user);
  if (words === null) {
    say(KEYS_HELP);
    return 0;
  }
  const { ADMIN_DATABASE_URL: url, KEY_SECRET: keySecret } = readConfig(Settings, env);
  const next = words.verb === 'rewrap' ? readConfig(Type.Object({ NEW_KEY_SECRET: Secret }), env).NEW_KEY_SECRET : '';
  const pool = openPool({ url, applicationName: 'keys', max: 1 });
  try {
    const lines = await inTransaction(pool, async (tx) => {
      if (words.verb === 'list') return listed(await loadKeys(tx), words.isJson);
      if (words.verb === 'rewrap') {
        const count = await rewrapKeys(tx, { keySecret, next, who: user(), now: new Date() });
        return [`${count} keys are kept under NEW_KEY_SECRET: set it as KEY_SECRET of every replica, and restart them`];
      }
      return act(words, (ask) =>
        words.verb === 'rotate'
          ? rotateKeys(tx, { ...ask, keySecret })
          : withdrawKey(tx, words.kid, { ...ask, keySecret }),
      );
    });
    for (const line of lines) say(line);
    return 0;
  } catch (error) {
    if (!(error instanceof KeyRefusedError)) throw error;
    say(`refused: ${error.message}`);
    return 1;
  } finally {
    await pool.end();
  }
}

type Changing = Extract<KeyWords, { readonly why: string }>;

async function act(
  words: Changing,
  change: (ask: { readonly why: string; readonly who: string; readonly now: Date }) => Promise<string | null>,
): Promise<string[]> {
  const made = await change({ why: words.why, who: words.who, now: new Date() });
  const done = words.verb === 'withdraw' ? [`${words.kid} is withdrawn`] : [];
  return made === null ? done : [...done, `${made} is made, and signs in ten seconds`];
}

function listed(rows: readonly KeyRow[], isJson: boolean): string[] {
  return rows.map((row) => {
    const { kid, createdAt, rotatedAt, verifyUntil, withdrawnAt, why } = row;
    const state = withdrawnAt !== null ? 'withdrawn' : isCurrent(row) ? 'signs' : 'rotated';
    if (isJson) return JSON.stringify({ kid, state, createdAt, rotatedAt, verifyUntil, withdrawnAt, why });
    const since = (withdrawnAt ?? rotatedAt ?? createdAt).toISOString();
    const until = state === 'rotated' && verifyUntil !== null ? `  verifies until ${verifyUntil.toISOString()}` : '';
    return `${kid}  ${state.padEnd(9)}  since ${since}${until}${why === null ? '' : `  ${why}`}`;
  });
}
