// `npm run reset`: forgets the data of the local constellation, and keeps what was only fetched (.rollcall/cache).
import { existsSync, readFileSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { takeLock } from './lock.mjs';
import { stopOrphans } from './orphans.mjs';

const root = realpathSync(resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', '..'));
const { ROLLCALL_HOME: named } = process.env;
const home = named ? resolve(named) : join(root, '.rollcall');
const OUTSIDE = '/var/lib/rollcall/';

try {
  // Everything in it goes: a folder that npm start has not made is not cleared because a variable names it.
  if (named && !existsSync(join(home, 'secrets.json'))) throw new Error(`${home} is no folder of npm start`);
  const lock = takeLock(home);
  try {
    await stopOrphans(lock.orphans, { was: 'an earlier start', say: (line) => console.log(`• ${line}`) });
    const outside = outsideData();
    if (outside !== undefined) rmSync(outside, { recursive: true, force: true });
    for (const name of readdirSync(home)) {
      if (name !== 'cache' && name !== 'lock') rmSync(join(home, name), { recursive: true, force: true });
    }
    console.log(`✓ the data of ${named ? home : '.rollcall'} are gone; npm start begins anew`);
  } finally {
    lock.release();
  }
} catch (error) {
  console.error(`✗ nothing was reset: ${error.message}`);
  process.exitCode = 1;
}

/** Where root's PostgreSQL keeps the data when they cannot be in .rollcall; the launcher writes the place down. */
function outsideData() {
  try {
    const place = readFileSync(join(home, 'postgres-home'), 'utf8').trim();
    return place.startsWith(OUTSIDE) && /^[0-9a-f]{16}$/.test(place.slice(OUTSIDE.length)) ? place : undefined;
  } catch {
    return undefined;
  }
}
