import { expect, it } from '@jest/globals';
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeFolder } from './close-folder.js';

it('closes a data folder to others, new or left open by an earlier release', async () => {
  const home = await mkdtemp(join(tmpdir(), 'rollcall-closed-'));
  const dir = join(home, '.rollcall');
  const mode = async (...path: string[]): Promise<string> =>
    ((await stat(join(dir, ...path))).mode & 0o777).toString(8);
  try {
    await closeFolder(dir);
    expect(await mode()).toBe('700');
    await mkdir(join(dir, 'kafka'));
    await writeFile(join(dir, 'secrets.json'), '{}');
    for (const path of [[], ['kafka'], ['secrets.json']]) await chmod(join(dir, ...path), 0o755);
    await closeFolder(dir);
    expect(await Promise.all([mode(), mode('kafka'), mode('secrets.json')])).toEqual(['700', '700', '600']);
  } finally {
    await rm(home, { recursive: true });
  }
});
