/** `npm run tables`: makes the tables of the README anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withTables } from './tables.js';

const file = join(process.cwd(), 'apps/scim-api/README.md');
writeFileSync(file, withTables(readFileSync(file, 'utf8')));
