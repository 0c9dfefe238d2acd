import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pictureFile, PICTURES, recordFile, recordOf } from './pictures.js';
import { differencesOf } from './record.js';
import { repacked } from './repacked.js';
import { SHOTS } from './shots.js';
import { openStage } from './visit.js';

/**
 * `npm run screenshots`: the pictures of the README with a fixed clock, and beside each the record of what it shows. With
 * `--check` none is taken: what the pages show is held against the records.
 */
const MOST_BYTES = 150_000;
const isCheck = process.argv.includes('--check');

mkdirSync(PICTURES, { recursive: true });
const stage = await openStage();
for (const { name, path, look, act } of SHOTS) {
  const { picture, record } = await stage.visit(path, look, async (page) => {
    await act?.(page);
    return { record: await recordOf(page), picture: repacked(await page.screenshot({ type: 'png' })) };
  });
  if (isCheck) check(name, record);
  else keep(name, picture, record);
}
await stage.close();

function keep(name: string, picture: Buffer, record: string): void {
  if (picture.length > MOST_BYTES) throw new Error(`${name}.png has ${picture.length} bytes of ${MOST_BYTES}`);
  writeFileSync(pictureFile(name), picture);
  writeFileSync(recordFile(name), record);
  console.log(`${name}.png ${picture.length}`);
}

function check(name: string, record: string): void {
  const differences = differencesOf(readFileSync(recordFile(name), 'utf8'), record);
  if (differences.length > 0) process.exitCode = 1;
  console.log(
    [`${name}: ${differences.length === 0 ? 'as recorded' : 'shows something else'}`, ...differences].join('\n'),
  );
}
