/** `npm run tables`: makes the table of settings in deploy/README.md anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withSettings } from './settings-table.js';

const file = join(process.cwd(), 'deploy/README.md');
writeFileSync(file, withSettings(readFileSync(file, 'utf8')));
