import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../parts/project-root.js';

describe('npm run reset of a folder that ROLLCALL_HOME names', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'rollcall-reset-'));
    mkdirSync(join(dir, 'cache'));
    writeFileSync(join(dir, 'thesis.txt'), '');
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const reset = () =>
    spawnSync(process.execPath, [join(projectRoot(), 'deploy/local/before-install/reset.mjs')], {
      env: { PATH: process.env.PATH, ROLLCALL_HOME: dir },
      encoding: 'utf8',
    });

  it('leaves one alone that npm start has not made', () => {
    const { status, stderr } = reset();
    expect([status, stderr]).toEqual([1, `✗ nothing was reset: ${dir} is no folder of npm start\n`]);
    expect(readdirSync(dir).sort()).toEqual(['cache', 'thesis.txt']);
  });

  it('clears one of npm start, but for what was only fetched', () => {
    writeFileSync(join(dir, 'secrets.json'), '{}');
    expect(reset()).toMatchObject({ status: 0, stdout: `✓ the data of ${dir} are gone; npm start begins anew\n` });
    expect(readdirSync(dir)).toEqual(['cache']);
  });
});
