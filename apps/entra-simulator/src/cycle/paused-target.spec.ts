import { describe, expect, it } from '@jest/globals';
import { generateSource } from '../source/generate.js';
import { FakeTarget } from './fake-target.fixture.js';
import { DEFAULT_SETTINGS, newJob, type Job } from './job.js';
import { runCycle, type CycleReport } from './run-cycle.js';
import { nextRun } from './schedule.js';

describe('a target that is paused', () => {
  const target = new FakeTarget();
  const source = generateSource({ seed: 7, users: 30, groups: 3 });
  let job: Job = newJob('scim.tenant.1', '2026-01-01T00:00:00.000Z', DEFAULT_SETTINGS);

  const cycle = async (): Promise<CycleReport> => {
    target.requests.length = 0;
    const ports = { target, targetUrl: 'https://target.example', log: () => undefined };
    const ran = await runCycle({ ...job, now: nextRun(job) }, source, ports);
    ({ job } = ran);
    return ran.report;
  };

  it('is asked by the probe alone, in quarantine, and gets what waited when it is resumed', async () => {
    target.fault = () => ({ status: 503, body: { detail: 'This connection is paused by anna since …' } });
    const begun = Date.parse(nextRun(job));
    const hours: number[] = [];
    for (let at = 0; at < 5; at += 1) {
      hours.push((Date.parse(nextRun(job)) - begun) / 3_600_000);
      expect((await cycle()).quarantine).toBe('EncounteredQuarantineException');
      expect(target.requests).toHaveLength(1);
    }
    expect(hours).toEqual([0, 6, 12, 24, 48]);
    target.fault = () => undefined;
    expect((await cycle()).quarantine).toBeNull();
    expect([job.status, target.users.size > 0]).toEqual(['Active', true]);
  });
});
