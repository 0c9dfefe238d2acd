import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../parts/project-root.js';

describe('npm start of a folder that ROLLCALL_HOME names', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'rollcall-start-'));
    writeFileSync(join(dir, 'thesis.txt'), '');
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  // It needs no Java, and gives up before it installs anything.
  const start = (home: string) =>
    spawnSync(process.execPath, [join(projectRoot(), 'deploy/local/before-install/start.mjs')], {
      env: { PATH: process.env.PATH, KAFKA_BROKERS: '127.0.0.1:1', ROLLCALL_HOME: home },
      encoding: 'utf8',
    });

  it.each(['thesis.txt', 'thesis.txt/below'])('says what to do where a file is in its place: %s', (place) => {
    const home = join(dir, place);
    const { status, stderr } = start(home);
    expect([status, stderr]).toEqual([
      1,
      `✗ not started: ${home} cannot be a folder, as a file is in its place. Move that away, or name another folder with ROLLCALL_HOME\n`,
    ]);
  });
});
