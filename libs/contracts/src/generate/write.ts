/** `npm run contracts`: writes `schemas/` anew, unless that would break what is published. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { incompatibilities } from './incompatibilities.js';
import { documents } from './documents.js';
import { jsonSchemas } from './json-schemas.js';

const folder = join(process.cwd(), 'libs/contracts/schemas');
mkdirSync(folder, { recursive: true });

const breaches = [...jsonSchemas()].flatMap(([file, schema]) => {
  const path = join(folder, file);
  if (!existsSync(path)) return [];
  return incompatibilities(JSON.parse(readFileSync(path, 'utf8')), schema).map((breach) => `${file} ${breach}`);
});
if (breaches.length > 0) {
  console.error(`These changes need a new version of the event:\n${breaches.join('\n')}`);
  process.exitCode = 1;
} else {
  for (const [file, document] of documents()) {
    writeFileSync(join(folder, file), `${JSON.stringify(document, null, 2)}\n`);
  }
}
