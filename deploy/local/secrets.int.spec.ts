import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSecrets } from './secrets.js';

describe('the secrets of a folder', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rollcall-secrets-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('are the same at the next start', async () => {
    const first = await readSecrets(dir);
    expect(await readSecrets(dir)).toEqual(first);
  });

  it('that cannot be read are named by their file, never quoted, and left as they are', async () => {
    const file = join(dir, 'secrets.json');
    await writeFile(file, 'rco_half');
    const why = `${file} is no JSON any more: put back what it was, or begin without the data by npm run reset`;
    await expect(readSecrets(dir)).rejects.toThrow(new Error(why));
    expect(await readFile(file, 'utf8')).toBe('rco_half');
  });
});
