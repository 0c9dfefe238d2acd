import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { onClient } from '#postgres';
import { publicConsoleKey } from './console-key.js';
import { projectRoot } from '../parts/project-root.js';

const NAME = 'npm start';

/**
 * The operator's credential of this folder, which `run.json` shows: stored at the first start, so that what is done has a name.
 * On a server of somebody else's another folder may have stored its own under that name.
 */
export async function storeOperator(ownerUrl: string, token: string): Promise<void> {
  if (await isStored(ownerUrl, token)) return;
  const ownName = `${NAME} ${createHash('sha256').update(token).digest('hex').slice(0, 8)}`;
  for (const name of [NAME, ownName]) if (await isIssued(ownerUrl, token, name)) return;
  throw new Error('the operator’s credential could not be stored: npm run operator -- list shows those that there are');
}

function isIssued(ownerUrl: string, token: string, name: string): Promise<boolean> {
  const words = ['issue', name, '--setting', '--expires', 'none', '--who', NAME];
  return isDone(words, { DATABASE_URL: ownerUrl, OPERATOR_TOKEN: token });
}

/** The key by which the console of this folder says who has signed in; one that was withdrawn stays so. */
export async function registerConsole(ownerUrl: string, secret: string): Promise<void> {
  const jwk = await publicConsoleKey(secret);
  if (await isThere(ownerUrl, 'select 1 from console_keys where kid = $1::text', jwk.kid)) return;
  const isRegistered = await isDone(['console', 'register', '-', '--who', NAME], { DATABASE_URL: ownerUrl }, jwk);
  if (!isRegistered) throw new Error('the console’s key could not be registered: npm run operator -- console list');
}

/** Runs scim-api's own command, which leaves an entry. */
async function isDone(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  given: object = {},
): Promise<boolean> {
  const entry = join(projectRoot(), 'dist', 'apps', 'scim-api', 'src', 'operator.js');
  const child = spawn(process.execPath, [entry, ...words], {
    stdio: ['pipe', 'ignore', 'inherit'],
    env: { PATH: process.env.PATH, ...env },
  });
  // Whoever reads none of it has ended by then, and its exit code says all.
  child.stdin.on('error', () => undefined).end(JSON.stringify(given));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0;
}

function isStored(url: string, token: string): Promise<boolean> {
  const query = `select 1 from operator_credentials where token_hash = sha256(convert_to($1::text, 'UTF8'))`;
  return isThere(url, query, token);
}

function isThere(url: string, query: string, value: string): Promise<boolean> {
  return onClient({ connectionString: url }, async (client) => (await client.query(query, [value])).rowCount === 1);
}
