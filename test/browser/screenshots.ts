import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../deploy/local/parts/project-root.js';
import { SHOTS } from './shots.js';
import { openStage } from './visit.js';

/** `npm run screenshots`: the pictures of the README, with a fixed clock. */
const folder = join(projectRoot(), 'apps/console/screenshots');
const MOST_BYTES = 150_000;

mkdirSync(folder, { recursive: true });
const stage = await openStage();
for (const { name, path, look, act } of SHOTS) {
  const picture = await stage.visit(path, look, async (page) => {
    await act?.(page);
    return page.screenshot({ type: 'png' });
  });
  if (picture.length > MOST_BYTES) throw new Error(`${name}.png has ${picture.length} bytes of ${MOST_BYTES}`);
  writeFileSync(join(folder, `${name}.png`), picture);
  console.log(`${name}.png ${picture.length}`);
}
await stage.close();
