import { describe, expect, it } from '@jest/globals';
import * as changes from '../source/changes.js';
import { generateSource } from '../source/generate.js';
import type { Source, SourceGroup, SourceUser } from '../source/source.js';
import type { ProvisioningObjectSummary } from '../logs/log-entry.js';
import { CredentialError } from '../wire/credential.js';
import { FakeTarget } from './fake-target.fixture.js';
import { DEFAULT_SETTINGS, newJob, type Job, type JobSettings } from './job.js';
import { onDemand } from './on-demand.js';
import { runCycle, type CycleReport } from './run-cycle.js';
import { later, nextRun } from './schedule.js';

const NOW = '2026-01-01T00:00:00.000Z';

/** A company, its target and the job between them. */
class World {
  readonly target = new FakeTarget();
  readonly log: ProvisioningObjectSummary[] = [];
  job: Job;

  constructor(
    public source: Source,
    settings: Partial<JobSettings> = {},
  ) {
    this.job = newJob('scim.tenant.1', NOW, { ...DEFAULT_SETTINGS, ...settings });
  }

  async cycle(): Promise<CycleReport> {
    this.target.requests.length = 0;
    this.log.length = 0;
    const now = nextRun(this.job);
    const ports = {
      target: this.target,
      targetUrl: 'https://target.example',
      log: (one: ProvisioningObjectSummary) => this.log.push(one),
    };
    const { job, report } = await runCycle({ ...this.job, now }, this.source, ports);
    this.job = job;
    return report;
  }

  get somebody(): SourceUser {
    const found = [...this.source.users.values()].find(
      (user) => user.accountEnabled && user.manager !== null && user.userType === 'Member',
    );
    if (found === undefined) throw new Error('a company without a person');
    return found;
  }

  targetOf({ id }: { readonly id: string }): Record<string, unknown> | undefined {
    return this.target.users.get(this.job.links.get(id)?.targetId ?? '');
  }
}

const company = (users = 30): World => new World(generateSource({ seed: 7, users, groups: 3 }));
const active = ({ source }: World) => [...source.users.values()].filter((user) => user.accountEnabled);

async function provisioned(users?: number): Promise<World> {
  const world = company(users);
  await world.cycle();
  return world;
}

describe('an initial cycle', () => {
  it('creates everybody who is enabled, then their managers, then the groups with their members', async () => {
    const world = company();
    const report = await world.cycle();
    const enabled = active(world);
    expect(report).toMatchObject({
      isInitial: true,
      quarantine: null,
      counts: { failed: 0, create: enabled.length + 3 },
    });
    expect(world.target.users.size).toBe(enabled.length);
    for (const group of world.source.groups.values()) {
      const found = [...world.target.groups.values()].find(({ displayName }) => displayName === group.displayName);
      const members = group.members.filter((id) => world.job.links.has(id));
      expect(found?.members).toHaveLength(members.length);
    }
  });

  it('asks for each user before it creates one, and sends nothing that nobody changed the next time', async () => {
    const world = company();
    await world.cycle();
    const first = world.target.requests.findIndex(({ method }) => method === 'POST');
    expect(world.target.requests[first - 1]?.path).toContain('filter=userName+eq');
    await world.cycle();
    expect(world.target.writes).toEqual([]);
  });

  it('finds who is there already, and changes only what differs', async () => {
    const world = company();
    const { somebody } = world;
    world.target.users.set('t1', { id: 't1', userName: somebody.userPrincipalName, active: true });
    const { counts } = await world.cycle();
    expect(counts.matched).toBe(1);
    expect(world.job.links.get(somebody.id)?.targetId).toBe('t1');
    expect(world.targetOf(somebody)).toMatchObject({ displayName: somebody.displayName });
  });

  it('whose answer to a creation was lost finds the user the next time, and makes no second one', async () => {
    const world = company();
    let isLost = false;
    world.target.fault = (method) => (method === 'POST' && !isLost ? ((isLost = true), 'lost') : undefined);
    expect((await world.cycle()).counts.failed).toBe(1);
    await world.cycle();
    await world.cycle();
    expect(world.job.escrows.size).toBe(0);
    expect(new Set([...world.target.users.values()].map(({ userName }) => userName)).size).toBe(
      world.target.users.size,
    );
  });
});

describe('an incremental cycle', () => {
  it('sends what changed, in the words of the dialect', async () => {
    const world = await provisioned();
    const { somebody } = world;
    world.source = changes.updateUser(world.source, somebody.id, { jobTitle: 'Chief' });
    await world.cycle();
    const writes = world.target.requests.filter(({ method }) => method === 'PATCH');
    expect(writes.map(({ body }) => body)).toEqual([
      expect.objectContaining({
        Operations: [{ op: expect.stringMatching(/Add|Replace/), path: 'title', value: 'Chief' }],
      }),
    ]);
  });

  it('disables who is disabled, deleted or unassigned, and enables who comes back', async () => {
    const world = await provisioned();
    const { somebody } = world;
    const active = () => world.targetOf(somebody)?.active;
    for (const [away, back] of [
      [changes.disable, changes.enable],
      [(source: Source, id: string) => changes.softDelete(source, id, world.job.now), changes.restore],
    ] as const) {
      world.source = away(world.source, somebody.id);
      await world.cycle();
      expect(active()).toBe(false);
      world.source = back(world.source, somebody.id);
      await world.cycle();
      expect(active()).toBe(true);
    }
  });

  it('deletes who was purged, and is silent about who was unassigned before', async () => {
    const world = await provisioned();
    const [first, second] = [...world.source.users.values()].filter(
      (user) => user.accountEnabled && world.job.links.has(user.id),
    );
    if (first === undefined || second === undefined) throw new Error('too few');
    const unassigned = (source: Source): Source =>
      [...source.groups.keys()].reduce(
        (after, id) => changes.unassign(after, { kind: 'group', id }),
        changes.unassign(source, { kind: 'user', id: second.id }),
      );
    world.source = unassigned(world.source);
    await world.cycle();
    expect(world.targetOf(second)?.active).toBe(false);
    for (const { id } of [first, second]) world.source = changes.softDelete(world.source, id, world.job.now);
    world.source = changes.purge(world.source, later(world.job.now, 1));
    await world.cycle();
    expect(world.target.writes).toContain('DELETE Users');
    expect(world.job.links.has(first.id)).toBe(false);
    expect(world.targetOf(second)?.active).toBe(false);
  });

  it('finds InvalidAnchor where the target has lost somebody', async () => {
    const world = await provisioned();
    const { somebody } = world;
    world.target.users.delete(world.job.links.get(somebody.id)?.targetId ?? '');
    world.source = changes.updateUser(world.source, somebody.id, { jobTitle: 'Chief' });
    await world.cycle();
    expect(world.log).toEqual([
      expect.objectContaining({
        provisioningStatusInfo: expect.objectContaining({
          errorInformation: expect.objectContaining({ errorCode: 'InvalidAnchor' }),
        }),
      }),
    ]);
  });
});

describe('an object that fails', () => {
  // 30 minutes, 1, 2, 4 hours, with a cycle every 40 minutes.
  const WAITED = [true, true, false, true, false, false, true, false];
  const refusing =
    (refused: string) =>
    (method: string, path: string): { status: number; body: { scimType: string } } | undefined =>
      `${method} ${path.split('/')[1]}` === refused ? { status: 400, body: { scimType: 'invalidValue' } } : undefined;

  /** In which of the next cycles the target is sent that. */
  async function cyclesThatSend(world: World, write: string): Promise<boolean[]> {
    const sent: boolean[] = [];
    for (const _ of WAITED) {
      await world.cycle();
      sent.push(world.target.writes.includes(write));
    }
    return sent;
  }

  it('waits longer after each attempt, whether it is to be created', async () => {
    const world = company();
    world.target.fault = refusing('POST Users');
    expect(await cyclesThatSend(world, 'POST Users')).toEqual(WAITED);
  });

  it.each<[string, (source: Source, id: string) => Source]>([
    ['changed', (source, id) => changes.updateUser(source, id, { jobTitle: 'Refused' })],
    ['disabled', changes.disable],
    ['given a manager', (source, id) => changes.setManager(source, id, null)],
  ])('or be %s', async (_, change) => {
    const world = await provisioned();
    world.source = change(world.source, world.somebody.id);
    world.target.fault = refusing('PATCH Users');
    expect(await cyclesThatSend(world, 'PATCH Users')).toEqual(WAITED);
    expect(world.job.escrows.size).toBe(1);
  });

  it('for want of a token, in the middle of a cycle, is Unauthorized, and the cycle goes on', async () => {
    const world = company();
    world.target.fault = (method) => {
      if (method === 'POST') throw new CredentialError('the token endpoint answered 401 invalid_client');
      return undefined;
    };
    expect((await world.cycle()).counts.failed).toBe(world.job.escrows.size);
    expect([...world.job.escrows.values()][0]?.failure).toMatchObject({ errorCode: 'Unauthorized' });
  });

  it.each(['POST Users', 'PATCH Users'])('is tried at once when somebody changes it: %s', async (write) => {
    const world = write === 'POST Users' ? company() : await provisioned();
    const { id } = world.somebody;
    const retitle = (jobTitle: string): void => {
      world.source = changes.updateUser(world.source, id, { jobTitle });
    };
    retitle('Refused');
    world.target.fault = refusing(write);
    for (const _ of [1, 2, 3]) await world.cycle();
    expect(world.target.writes).toEqual([]);
    retitle('Corrected');
    world.target.fault = () => undefined;
    await world.cycle();
    expect(world.targetOf({ id })).toMatchObject({ title: 'Corrected' });
    expect(world.job.escrows.has(id)).toBe(false);
  });
});

describe('the quarantine', () => {
  it('begins at once with credentials that are refused, is tried after 6, 12 and 24 hours, and ends the job after 28 days', async () => {
    const world = company();
    world.target.fault = () => ({ status: 401 });
    expect((await world.cycle()).quarantine).toBe('EncounteredQuarantineException');
    const attempts: number[] = [];
    while (world.job.status === 'Quarantine') {
      attempts.push((Date.parse(world.job.quarantine?.nextAttempt ?? '') - Date.parse(NOW)) / 3_600_000);
      await world.cycle();
    }
    expect(attempts.slice(0, 4)).toEqual([6, 12, 24, 48]);
    expect(world.job.status).toBe('Disabled');
    expect(Date.parse(world.job.now) - Date.parse(NOW)).toBe(28 * 24 * 3_600_000);
  });

  it('ends by itself when the target is well again', async () => {
    const world = company();
    world.target.fault = () => ({ status: 404 });
    await world.cycle();
    world.target.fault = () => undefined;
    expect((await world.cycle()).quarantine).toBeNull();
    expect(world.job.status).toBe('Active');
    expect(world.target.users.size).toBeGreaterThan(0);
  });

  it('holds deletions back that are more than the threshold, until somebody allows them', async () => {
    const world = new World(generateSource({ seed: 7, users: 30, groups: 3 }), { deletionThreshold: 2 });
    await world.cycle();
    for (const { id } of active(world).slice(0, 3)) world.source = changes.disable(world.source, id);
    expect((await world.cycle()).quarantine).toBe('TooManyDeletes');
    expect(world.target.writes).toEqual([]);
    const actions = world.log.map(({ provisioningAction }) => provisioningAction);
    expect(actions).toEqual(['stageddelete', 'stageddelete', 'stageddelete']);
    world.job = { ...world.job, isDeletionAllowed: true };
    expect((await world.cycle()).counts.disable).toBe(3);
  });

  it('takes no leave to delete away by a cycle that could not begin, and takes it by the one that deletes', async () => {
    const world = await provisioned();
    world.job = { ...world.job, settings: { ...world.job.settings, deletionThreshold: 2 }, isDeletionAllowed: true };
    for (const { id } of active(world).slice(0, 3)) world.source = changes.disable(world.source, id);
    world.target.fault = () => ({ status: 401 });
    await world.cycle();
    world.target.fault = () => undefined;
    expect(await world.cycle()).toMatchObject({ quarantine: null, counts: { disable: 3 } });
    expect(world.job.isDeletionAllowed).toBe(false);
  });
});

describe('a group', () => {
  const firstOf = ({ source }: World): SourceGroup => {
    const [group] = source.groups.values();
    if (group === undefined) throw new Error('no group');
    return group;
  };

  it('that is renamed leaves the steps and the old value in the log, as a user does', async () => {
    const world = await provisioned();
    const group = firstOf(world);
    const renamed = { ...group, displayName: 'Renamed' };
    world.source = { ...world.source, groups: new Map(world.source.groups).set(group.id, renamed) };
    await world.cycle();
    expect(world.log).toMatchObject([
      {
        provisioningSteps: [{ name: 'EntryImport' }, { name: 'EntryExportUpdate', status: 'success' }],
        modifiedProperties: [{ displayName: 'displayName', oldValue: group.displayName, newValue: 'Renamed' }],
      },
    ]);
  });

  it('that was there already, and could not be changed, is tried again', async () => {
    const world = company();
    const { id, displayName } = firstOf(world);
    world.target.groups.set('t1', { id: 't1', displayName });
    world.target.fault = (method, path) => (method === 'PATCH' && path === '/Groups/t1' ? { status: 500 } : undefined);
    expect((await world.cycle()).counts.failed).toBe(1);
    world.target.fault = () => undefined;
    await world.cycle();
    expect(world.target.groups.get('t1')?.externalId).toBe(id);
  });
});

describe('a member who joins and leaves', () => {
  it('is sent by the target’s id, and the log says so', async () => {
    const world = await provisioned();
    const group = [...world.source.groups.values()].find(
      ({ members }) => !members.includes(world.somebody.id) || members.length > 1,
    );
    if (group === undefined) throw new Error('no group');
    const target = world.job.links.get(world.somebody.id)?.targetId;
    world.source = changes.removeMember(
      changes.addMember(world.source, group.id, world.somebody.id),
      group.id,
      world.somebody.id,
    );
    await world.cycle();
    world.source = changes.addMember(world.source, group.id, world.somebody.id);
    await world.cycle();
    expect(world.log.at(-1)?.modifiedProperties).toEqual([
      { displayName: 'members', oldValue: null, newValue: target },
    ]);
  });
});

describe('provision on demand', () => {
  const demand = (world: World, kind: 'user' | 'group', id: string) =>
    onDemand(world.job, world.source, { target: world.target, targetUrl: '', subject: { kind, id } });

  it('is for one user, whose steps the log shows, in the dialect without the flag', async () => {
    const world = new World(generateSource({ seed: 7, users: 30, groups: 3 }), { dialect: 'compliant' });
    const { job, entries } = await demand(world, 'user', world.somebody.id);
    expect([world.target.users.size, job.links.size]).toEqual([1, 1]);
    expect(entries[0]?.provisioningSteps.map((step) => step.provisioningStepType)).toEqual([
      'import',
      'matching',
      'export',
    ]);
    world.job = job;
    world.source = changes.updateUser(world.source, world.somebody.id, { jobTitle: 'Chief' });
    await demand(world, 'user', world.somebody.id);
    expect(world.target.requests.at(-1)?.body).toMatchObject({ Operations: [{ path: 'title', value: 'Chief' }] });
  });

  it('does not wait in escrow', async () => {
    const world = await provisioned();
    const { id } = world.somebody;
    world.source = changes.updateUser(world.source, id, { jobTitle: 'Chief' });
    world.target.fault = (method) => (method === 'PATCH' ? { status: 500 } : undefined);
    await world.cycle();
    world.target.fault = () => undefined;
    const { job, entries } = await demand(world, 'user', id);
    expect([entries.length, job.escrows.size]).toEqual([1, 0]);
  });

  it('is for a group of five members, and no more; the other groups stay as they are', async () => {
    const world = await provisioned();
    const [large, other] = [...world.source.groups.values()];
    if (large === undefined || other === undefined) throw new Error('too few groups');
    await expect(demand(world, 'group', large.id)).rejects.toThrow('groups of up to 5');
    const small = { ...other, displayName: 'Renamed', members: other.members.slice(0, 2) };
    world.source = { ...world.source, groups: new Map(world.source.groups).set(other.id, small) };
    world.target.requests.length = 0;
    await demand(world, 'group', other.id);
    const target = world.job.links.get(other.id)?.targetId ?? '';
    expect(world.target.groups.get(target)).toMatchObject({ displayName: 'Renamed', members: [{}, {}] });
    expect(
      world.target.requests
        .filter(({ method }) => method === 'PATCH')
        .every(({ path }) => path === `/Groups/${target}`),
    ).toBe(true);
  });
});
