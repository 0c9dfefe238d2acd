// Builds the pages into dist/apps/console/web: types of the APIs, vite, and a look at the sizes. What was built from the same
// sources before is copied: `nest build` empties dist.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { generate } from './generate.mjs';
import { excesses, sizesOf } from './sizes.mjs';

const web = import.meta.dirname;
const root = resolve(web, '../../..');
const dist = join(root, 'dist/apps/console/web');
const cache = join(root, 'node_modules/.cache/console-web');

await generate();
const kept = join(cache, digest());
if (existsSync(kept)) {
  rmSync(dist, { recursive: true, force: true });
  cpSync(kept, dist, { recursive: true });
} else {
  const { build } = await import('vite');
  await build({ configFile: join(web, 'vite.config.mjs'), logLevel: 'warn' });
  const sizes = sizesOf(dist);
  const excess = excesses(sizes);
  for (const line of excess) console.error(line);
  if (excess.length > 0) process.exit(1);
  keep();
}

function digest() {
  const hash = createHash('sha256');
  const sources = globSync(['src/**/*.{ts,tsx,css,svg}', '*.{mjs,html,json}'], { cwd: web })
    .filter((file) => !/\.spec\.ts$|(^|\/)generated\//.test(file))
    .toSorted();
  for (const file of sources) hash.update(`${file}\0`).update(readFileSync(join(web, file)));
  return hash
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
    .slice(0, 24);
}

/** The newest alone. */
function keep() {
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  const partial = join(cache, 'partial');
  cpSync(dist, partial, { recursive: true });
  renameSync(partial, kept);
}
