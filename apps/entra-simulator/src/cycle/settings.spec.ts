import { describe, expect, it } from '@jest/globals';
import * as changes from '../source/changes.js';
import { generateSource } from '../source/generate.js';
import type { Source } from '../source/source.js';
import type { AttributeMapping } from '../mapping/attribute-mapping.js';
import { FakeTarget } from './fake-target.fixture.js';
import { DEFAULT_SETTINGS, newJob, restarted, type Job, type JobSettings } from './job.js';
import { runCycle } from './run-cycle.js';

const company = generateSource({ seed: 7, users: 20, groups: 0 });
const [somebody] = [...company.users.values()].filter((user) => user.accountEnabled && user.department !== null);
if (somebody === undefined) throw new Error('an empty company');

async function cycles(settings: Partial<JobSettings>, ...sources: readonly Source[]) {
  const target = new FakeTarget();
  let job: Job = newJob('scim.tenant.1', '2026-01-01T00:00:00.000Z', { ...DEFAULT_SETTINGS, ...settings });
  for (const source of sources) {
    target.requests.length = 0;
    ({ job } = await runCycle(job, source, { target, targetUrl: '', log: () => undefined }));
  }
  return { target, job, found: target.users.get(job.links.get(somebody?.id ?? '')?.targetId ?? '') };
}

const mapped = (target: string, attribute: string, more: Partial<AttributeMapping> = {}): AttributeMapping => ({
  target,
  source: { kind: 'direct', attribute },
  matchingPrecedence: null,
  apply: 'always',
  ...more,
});

describe('a scoping filter', () => {
  const scope = [[{ attribute: 'department', operator: 'EQUALS', value: somebody.department ?? '' }]] as const;
  const moved = changes.updateUser(company, somebody.id, { department: 'Elsewhere' });

  it('keeps out whoever it leaves out', async () => {
    const { target } = await cycles({ scope }, company);
    const inside = [...company.users.values()].filter(
      (user) => user.accountEnabled && user.department === somebody.department,
    );
    expect(target.users.size).toBe(inside.length);
  });

  it('disables whoever leaves the scope, or leaves them alone where that was asked for', async () => {
    expect((await cycles({ scope }, company, moved)).found?.active).toBe(false);
    const skipped = await cycles({ scope, skipOutOfScopeDeletions: true }, company, moved);
    expect(skipped.found?.active).toBe(true);
    expect(skipped.target.writes).toEqual([]);
  });
});

describe('a mapping', () => {
  it('that applies at creation alone is not sent again', async () => {
    const userMappings = [
      mapped('userName', 'mailNickname', { matchingPrecedence: 1 }),
      mapped('title', 'jobTitle', { apply: 'onlyOnCreate' }),
    ];
    const before = changes.updateUser(company, somebody.id, { jobTitle: 'First' });
    const after = changes.updateUser(company, somebody.id, { jobTitle: 'Second' });
    const { found, target } = await cycles({ userMappings }, before, after);
    expect(found?.title).toBe('First');
    expect(target.writes.filter((write) => write.startsWith('PATCH Users'))).toEqual([]);
  });

  it('that matches is tried after the one before it found nobody', async () => {
    const userMappings = [
      mapped('externalId', 'employeeId', { matchingPrecedence: 2 }),
      mapped('userName', 'mailNickname', { matchingPrecedence: 1 }),
    ];
    const { target } = await cycles(
      { userMappings },
      { ...company, assigned: { users: new Set([somebody.id]), groups: new Set() } },
    );
    const asked = target.requests.map(({ path }) => new URLSearchParams(path.split('?')[1] ?? '').get('filter') ?? '');
    expect(asked.slice(1, 3)).toEqual([
      `userName eq "${somebody.mailNickname}"`,
      `externalId eq "${somebody.employeeId}"`,
    ]);
  });
});

describe('a job that is restarted', () => {
  it('compares everybody again, and forgets who is who only if it is to', async () => {
    const { job, target } = await cycles({}, company);
    const ports = { target, targetUrl: '', log: () => undefined };
    target.requests.length = 0;
    const again = await runCycle(restarted(job, false), company, ports);
    expect(again.report).toMatchObject({ isInitial: true, counts: { matched: 0, create: 0 } });
    expect(target.requests.filter(({ path }) => /^\/Users\/[^?]/.test(path)).length).toBeGreaterThan(0);
    const anew = await runCycle(restarted(job, true), company, ports);
    expect(anew.report.counts).toMatchObject({ matched: target.users.size, create: 0 });
  });
});
