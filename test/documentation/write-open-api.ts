/** `npm run openapi`: makes each app's `openapi.json` anew. */
import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentOf, DOCUMENTED, fileOf } from './open-api.js';

for (const [app, documented] of DOCUMENTED) {
  writeFileSync(join(process.cwd(), fileOf(app)), await documentOf(documented));
}
