import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { newUser } from '../support/load.js';
import { ReadinessRouter, SEEN_WITHIN_MS } from '../support/readiness-router.js';
import { type Answer, ScimClient, versionOf } from '../support/scim-client.js';
import { World, type TestTenant } from '../support/world.js';

const CLIENTS = 10;
const REQUESTS = 5_000;
/** More than the time within which the router has seen that a replica drains. */
const GRACE = { DRAIN_GRACE_MS: `${2 * SEEN_WITHIN_MS}` };

describe('a rollout', () => {
  const teardown = new AsyncDisposableStack();
  let world: World;
  let tenant: TestTenant;
  let router: ReadinessRouter;

  beforeAll(async () => {
    world = teardown.adopt(await World.start({ processes: ['scim-api'], settings: { all: GRACE } }), (started) =>
      started.stop(),
    );
    const second = await world.constellation.addProcess('scim-api', 'scim-api-2', GRACE);
    tenant = await world.openTenant('acme');
    const replicas = [world.constellation.url('scim-api'), second.url];
    router = teardown.adopt(await ReadinessRouter.before(replicas), (started) => started.close());
  }, 180_000);
  afterAll(() => teardown.disposeAsync(), 60_000);

  it('of two replicas, one after the other, refuses no request of ten clients, and loses and doubles no write', async () => {
    const url = `http://127.0.0.1:${router.port}/scim/v2`;
    const rollout = { isOver: false, sent: 0, wrong: [] as string[], versions: new Map<string, number>() };
    const clients = Array.from({ length: CLIENTS }, () => customer(rollout, { url, token: tenant.scim.token }));
    for (const name of ['scim-api', 'scim-api-2']) {
      const before = rollout.sent;
      await eventually('requests come to both', () => rollout.sent > before + 200, { timeout: 60_000 });
      await world.constellation.process(name).stop();
      await world.constellation.process(name).start();
      // Until the router has seen it, the other is alone.
      await eventually('the router leads to both again', () => router.ready === 2, { timeout: 60_000 });
    }
    await eventually('enough was asked', () => rollout.sent >= REQUESTS, { timeout: 180_000 });
    rollout.isOver = true;
    await Promise.all(clients);

    expect(rollout.wrong).toEqual([]);
    const stored = await world.query<{ id: string; version: number }>('scim-api', 'select id, version from users');
    expect(new Map(stored.map(({ id, version }) => [id, version]))).toEqual(rollout.versions);
    const [outbox] = await world.query<{ events: number }>(
      'scim-api',
      'select count(*)::int as events from outbox where resource_version is not null and resource_id = any($1)',
      [[...rollout.versions.keys()]],
    );
    expect(outbox?.events).toBe([...rollout.versions.values()].reduce((sum, version) => sum + version, 0));
  }, 400_000);
});

interface Rollout {
  isOver: boolean;
  sent: number;
  /** Whatever was not answered as it is on a quiet day. */
  readonly wrong: string[];
  /** User → the version of its last answer. */
  readonly versions: Map<string, number>;
}

/** Looks somebody up, creates, reads and changes, over one connection that it keeps alive; repeats nothing. */
async function customer(rollout: Rollout, target: { url: string; token: string }): Promise<void> {
  const client = new ScimClient({ ...target, connections: 1 });
  const answered = async (wanted: number, answer: Promise<Answer>): Promise<Answer> => {
    const got = await answer;
    rollout.sent += 1;
    if (got.status !== wanted) rollout.wrong.push(`${got.status} instead of ${wanted}`);
    if (wanted === 201 || got.body?.title !== undefined) rollout.versions.set(String(got.body?.id), versionOf(got));
    return got;
  };
  while (!rollout.isOver) {
    const name = `${randomUUID()}@load.example`;
    await answered(200, client.find('userName', name));
    const { body } = await answered(201, client.post('Users', newUser(name)));
    const user = `Users/${String(body?.id)}`;
    await answered(200, client.get(user));
    await answered(200, client.patch(user, [{ op: 'replace', path: 'title', value: 'Analyst' }]));
    await answered(200, client.get(user));
  }
  client.close();
}
