import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunDescription, RunFile } from './run-file.js';

const endpoint = { url: 'http://127.0.0.1:1', token: 't' };
const described = (processes: Record<string, number>): RunDescription => ({
  scim: endpoint,
  oauth: { tokenUrl: `${endpoint.url}/oauth/token`, clientId: 'c', clientSecret: 's' },
  admin: endpoint,
  directory: endpoint,
  audit: endpoint,
  notifier: endpoint,
  activity: endpoint,
  console: {
    url: endpoint.url,
    signIn: { administrator: 'a', auditor: 'b', people: 'c', operator: 'd' },
    administrators: {},
  },
  mail: { url: endpoint.url },
  kafka: { brokers: '127.0.0.1:2' },
  postgres: { url: 'postgres://postgres:p@127.0.0.1:3/postgres' },
  processes,
});

describe('run.json', () => {
  let dir: string;
  let file: RunFile;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rollcall-run-'));
    file = new RunFile(dir);
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const read = async (): Promise<unknown> => JSON.parse(await readFile(join(dir, 'run.json'), 'utf8'));

  it('is readable by its owner only', async () => {
    await file.write(described({ relay: 1 }));
    expect((await stat(join(dir, 'run.json'))).mode & 0o777).toBe(0o600);
  });

  it('is replaced as a whole: it is another file each time, and no half of one is left', async () => {
    await file.write(described({ relay: 1 }));
    const { ino } = await stat(join(dir, 'run.json'));
    await file.write(described({ relay: 2 }));
    expect((await stat(join(dir, 'run.json'))).ino).not.toBe(ino);
    expect(await readdir(dir)).toEqual(['run.json']);
  });

  it('says what the last of many writes said', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, pid) => file.write(described({ relay: pid }))));
    expect(await read()).toEqual(described({ relay: 19 }));
  });

  it('is gone after the end, also when a write was still under way', async () => {
    const writing = file.write(described({ relay: 1 }));
    await file.remove();
    await writing;
    await file.write(described({ relay: 2 }));
    expect(await readdir(dir)).toEqual([]);
  });
});
