import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { AnswerThief } from '../support/answer-thief.js';
import { eventually } from '../support/eventually.js';
import { readPublished } from '../support/published.js';
import { newUser } from '../support/load.js';
import { World, type TestTenant } from '../support/world.js';

const teardown = new AsyncDisposableStack();
let world: World;
let tenant: TestTenant;

beforeAll(async () => {
  world = teardown.adopt(await World.start(), (started) => started.stop());
  tenant = await world.openTenant('acme');
}, 180_000);
afterAll(() => teardown.disposeAsync(), 60_000);

describe('a relay that is killed', () => {
  it('between publishing and marking sends the same events again, and nothing is lost or applied twice', async () => {
    const relay = world.constellation.process('relay');
    const load = world.load(tenant, { workers: 2 });
    await load.reaches(20);
    relay.signal('SIGSTOP');
    const scim = world.scim(tenant);
    for (let n = 0; n < 10; n += 1) await scim.post('Users', newUser(`between-${n}@load.example`));
    scim.close();

    // Who holds the rows stops their mark, and not the claim, which locks nothing: the relay stands in between.
    const holder = new Client({ connectionString: world.ownerUrl('scim-api') });
    await holder.connect();
    await holder.query('begin');
    const { rowCount: held } = await holder.query('select id from outbox_unpublished for update');
    relay.signal('SIGCONT');
    await eventually('the relay waits to mark what it has published', () => relaysThatWait(world), { timeout: 20_000 });
    await relay.kill();
    await world.query('scim-api', `select pg_terminate_backend(pid) from pg_stat_activity where usename = $1`, [RELAY]);
    await holder.query('rollback');
    await holder.end();

    await relay.start();
    expect(await world.proof(await load.stop())).toEqual([]);
    expect(held).toBeGreaterThanOrEqual(10);
    expect(await repetitions(world)).toBeGreaterThanOrEqual(1);
  }, 180_000);

  it('beside another one hands its lanes over, and gets some back', async () => {
    await world.constellation.addProcess('relay', 'relay-2');
    const load = world.load(tenant);
    for (const name of ['relay', 'relay-2']) {
      await load.reaches(load.ledger.writes + 60);
      const relay = world.constellation.process(name);
      await relay.kill();
      await load.reaches(load.ledger.writes + 60);
      await relay.start();
    }
    await world.constellation.process('relay-2').stop();
    expect(await world.proof(await load.stop())).toEqual([]);
  }, 180_000);
});

describe('a relay whose broker’s answers are lost', () => {
  let thief: AnswerThief;

  beforeAll(async () => {
    const [broker = ''] = world.kafka.brokers;
    thief = teardown.adopt(await AnswerThief.before(broker), (started) => started.close());
    await world.constellation.process('relay').stop();
    await world.constellation.addProcess('relay', 'relay-behind-a-thief', {
      NODE_OPTIONS: `--import=${new URL('../../dist/test/support/redirect-connections.js', import.meta.url).href}`,
      REDIRECT: `${broker.split(':')[1]}:${thief.port}`,
    });
  }, 180_000);

  it('after the records were stored sends them again, and nothing is lost, reordered or applied twice', async () => {
    const before = await repetitions(world);
    const load = world.load(tenant);
    await load.reaches(60);
    for (let times = 1; times <= 3; times += 1) {
      thief.stealing = true;
      // The producer gives up after the third; the next one's records are new to the broker.
      await eventually('answers are lost', () => thief.stolen >= 5 * times, { timeout: 30_000 });
      thief.stealing = false;
      await load.reaches(load.ledger.writes + 60);
    }
    expect(await world.proof(await load.stop())).toEqual([]);
    expect(await repetitions(world)).toBeGreaterThan(before);
  }, 180_000);
});

const RELAY = 'rollcall_relay';

async function relaysThatWait(world: World): Promise<number> {
  const [row] = await world.query<{ count: number }>(
    'scim-api',
    `select count(*)::int as count from pg_stat_activity where usename = $1 and wait_event_type = 'Lock'`,
    [RELAY],
  );
  return row?.count ?? 0;
}

async function repetitions(world: World): Promise<number> {
  const published = await readPublished(world.kafka);
  return published.length - new Set(published.map(({ eventId }) => eventId)).size;
}
