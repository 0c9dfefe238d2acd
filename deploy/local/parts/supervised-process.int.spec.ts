import { afterEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { eventually } from '../../../test/support/eventually.js';
import { SupervisedProcess } from './supervised-process.js';

describe('a supervised process', () => {
  const started: SupervisedProcess[] = [];
  const lines: string[] = [];
  afterEach(() => Promise.all(started.splice(0).map((process) => process.stop())));

  function supervise(script: string, reports: string[] = []): SupervisedProcess {
    const one = new SupervisedProcess(
      {
        name: 'child',
        command: '/bin/sh',
        args: ['-c', script],
        env: { PATH: process.env.PATH },
        stopWithin: 500,
        onLine: (line) => void lines.push(line),
      },
      { restarts: true, report: (line) => reports.push(line) },
    );
    started.push(one);
    one.start();
    return one;
  }

  it('is started again each time it exits, with a line that says so', async () => {
    const reports: string[] = [];
    const child = supervise('exec sleep 60', reports);
    for (const wait of ['0.25', '0.5']) {
      const before = child.pid;
      child.kill('SIGKILL');
      await eventually('it runs again', () => child.pid !== undefined && child.pid !== before);
      expect(reports.at(-1)).toBe(`child was ended by SIGKILL; starting it again in ${wait} s`);
    }
  });

  it('is left alone while it is paused, and still ends when it is stopped', async () => {
    const reports: string[] = [];
    const child = supervise('exec sleep 60', reports);
    const { pid } = child;
    child.kill('SIGSTOP');
    await eventually('it is paused', () =>
      spawnSync('ps', ['-o', 'stat=', '-p', String(pid)])
        .stdout.toString()
        .startsWith('T'),
    );
    expect(child.pid).toBe(pid);
    await child.stop();
    expect(child.pid).toBeUndefined();
    expect(child.epitaph?.message).toBe('child was ended by SIGTERM');
    expect(reports).toEqual([]);
  });

  it('is killed when it does not heed the stop', async () => {
    const child = supervise('trap "" TERM; echo deaf; while :; do sleep 0.05; done');
    await eventually('it ignores the signal', () => lines.includes('deaf'));
    await child.stop();
    expect(child.pid).toBeUndefined();
  });

  it('says why it ended, with its last lines', async () => {
    const child = new SupervisedProcess({
      name: 'child',
      command: '/bin/sh',
      args: ['-c', 'echo no disk; exit 3'],
      env: {},
    });
    child.start();
    await child.ended();
    await eventually('its line has arrived', () => child.epitaph?.message === 'child exited with code 3\n  no disk');
    expect(child.pid).toBeUndefined();
  });

  it('says so when its program does not exist', async () => {
    const child = new SupervisedProcess({ name: 'child', command: '/no/such/program', args: [], env: {} });
    child.start();
    await child.ended();
    expect(child.epitaph?.message).toContain('child could not be started: spawn /no/such/program ENOENT');
  });
});
